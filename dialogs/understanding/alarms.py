"""What is answered with the action at once: it needs neither the conversation nor the database."""

from collections.abc import Callable, Iterable

from dialogs.flow.danger import LEVELS
from dialogs.flow.events import Alarm, Event, Invoke
from dialogs.questions.steps import STEP
from dialogs.text import Text
from dialogs.understanding.danger import WORDS, Lists, find, indexed, phrases, plain

CERTAIN = ("now", "support")
"""The levels of words for which nothing is asked first."""

EMERGENCY = "emergency"


def danger_words(writers: Iterable[Callable[[Text], str]]) -> Lists:
    """The words of danger of all languages in which `writers` write."""
    every = tuple(writers)
    return indexed(
        {level: [phrase for write in every for phrase in phrases(write(words))] for level, words in WORDS.items()}
    )


def alarming_labels(writers: Iterable[Callable[[Text], str]], danger: Lists) -> frozenset[str]:
    """The labels of answers that would sound like danger, such as that of an illness; as `plain` makes them."""
    options = [option for step in STEP.values() for option in step.choices]
    labels = {write(option.label) for write in writers for option in options}
    return frozenset(plain(label) for label in labels if find(label, danger))


def is_certain(typed: str, danger: Lists) -> bool:
    """Whether `typed` names a danger for which nothing is asked first."""
    return find(typed, danger) in CERTAIN


def alarm(said: Event | str, danger: Lists, labels: frozenset[str]) -> Event | None:
    """The danger that somebody names by a tap or in words; None for whatever else was `said`.

    Whoever copies one of the `labels` answers a question.
    """
    if isinstance(said, str):
        level = find(said, danger)
        return Alarm(level) if level and plain(said) not in labels else None
    match said:
        case Invoke("urgent", level) if level in LEVELS:
            return said
        case Invoke(name) if name == EMERGENCY:
            return said
    return None


def is_at_once(event: Event) -> bool:
    """Whether the action follows from `event` itself, whatever question is open."""
    match event:
        case Alarm(level):
            return level in CERTAIN
        case Invoke("urgent"):
            return True
    return False
