"""Typed words to events: danger first, then what can be tapped, then commands in words."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.card import Card
from dialogs.flow.choices import DONE, NONE
from dialogs.flow.commands import COMMANDS, MENU
from dialogs.flow.events import Alarm, Choose, Event, Invoke, Kind, Unreadable, parse_command, parse_data
from dialogs.flow.views import beneath, over
from dialogs.questions.steps import STEP
from dialogs.text import Text
from dialogs.turn import Turn
from dialogs.understanding.alarms import CERTAIN
from dialogs.understanding.danger import Lists, find, plain
from dialogs.understanding.matching import is_listed, match, parts

LONG = 400  # characters; nobody answers one of these questions with more
MANY = 40  # options that one message may name
SHORT = 40  # characters of what was not understood that are said back
AGE = 20  # characters; "I am 25 years old"
ASKING_A_DAY = "do:when"

Buttons = Mapping[str, str]
"""What can be tapped on one card: label to data."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a language brings. `write` writes a sentence; `read_day` finds the day that words name, from a day on.

    `first_weekday` is the first column of a calendar, 0 being Monday. `danger` are the words of danger of every
    language together: in fear, people write in any of theirs.
    """

    write: Callable[[Text], str]
    read_day: Callable[[str, date], date | None]
    first_weekday: int
    danger: Lists


def command_meant(typed: str, lexicon: Lexicon) -> str:
    """The command of the menu that `typed` names in words, such as "delete"; empty when it names none."""
    for name, (_description, words) in MENU.items():
        if is_listed(typed, f"{name}, {lexicon.write(words)}"):
            return name
    return ""


def understand(turn: Turn, typed: str, kind: Kind, lexicon: Lexicon) -> tuple[Event, ...]:
    """The events that `typed` stands for, in order; there is at least one.

    `kind` is what the words came with: only danger is read from those under a picture, say.
    """
    level = find(typed, lexicon.danger)
    if kind != "words":
        return (Alarm(level) if level else Unreadable(kind),)
    shown = tuple(_buttons(cards, lexicon) for cards in (over(turn), beneath(turn)))
    # Whoever copies a whole label answers the question, even if it names a danger
    if level in CERTAIN and not any(plain(typed) == plain(label) for each in shown for label in each):
        return (Alarm(str(level)),)
    if typed.startswith("/"):
        return (parse_command(typed),)
    events = _several(typed, turn, shown[-1]) if len(typed) > LONG else _meant(typed, turn, shown, lexicon)
    return events or (Alarm(level) if level else _otherwise_meant(typed, turn, lexicon),)


def _otherwise_meant(typed: str, turn: Turn, lexicon: Lexicon) -> Event:
    """Words that name no button, no command and no danger: a day, while one is asked for."""
    if turn.session.view.startswith(ASKING_A_DAY):
        day = lexicon.read_day(typed, turn.today)
        return Invoke("day", day.isoformat() if day else "unclear")
    return Unreadable("too_long" if len(typed) > LONG else "words")


def _meant(typed: str, turn: Turn, shown: Sequence[Buttons], lexicon: Lexicon) -> tuple[Event, ...]:
    """What few words mean: a whole label goes before a command, a command before a beginning."""
    return (
        _tapped(typed, shown, whole=True)
        or ((Invoke(name, typed=True),) if (name := command_meant(typed, lexicon)) else ())
        or _of_clinic(typed, turn, lexicon)
        or _tapped(typed, _numbered(shown, turn) if plain(typed).isdecimal() else shown)
        or _other_words(typed, turn, lexicon)
        or _several(typed, turn, shown[-1])
    )


def _numbered(shown: Sequence[Buttons], turn: Turn) -> Sequence[Buttons]:
    """The cards on which a number counts buttons: what is seen, but no month, whose numbers are its days."""
    if turn.session.view.startswith(ASKING_A_DAY):
        return ()
    return shown[:1] if turn.session.view else shown


def _buttons(cards: Sequence[Card], lexicon: Lexicon) -> Buttons:
    return {
        lexicon.write(button.label): button.data
        for card in cards
        for row in card.rows_from(lexicon.first_weekday)
        for button in row
        if not (button.mute or button.opens)
    }


def _tapped(typed: str, shown: Iterable[Buttons], *, whole: bool = False) -> tuple[Event, ...]:
    """The button that `typed` names: by its whole label, by its number or beginning, by its identifier."""
    wanted = plain(typed)
    for buttons in shown:
        data = list(buttons.values())
        if whole:
            found = [data[place] for place, label in enumerate(buttons) if plain(label) == wanted]
        elif (place := match(typed, list(buttons))) is not None:
            found = [data[place]]
        else:
            found = [each for each in data if plain(each.rpartition(":")[2]) == wanted]
        if found:
            return (parse_data(found[0]),)
    return ()


def _other_words(typed: str, turn: Turn, lexicon: Lexicon) -> tuple[Event, ...]:
    """Other words for an option of the open question, or a number that it covers, such as an age."""
    step = STEP.get(turn.session.state)
    if step is None or turn.session.view:
        return ()
    numbers = re.findall(r"\d+", typed) if len(typed) <= AGE else []
    for option in step.options(turn.answers):
        counted = len(numbers) == 1 and int(numbers[0]) in option.numbers
        if counted or (option.also and is_listed(typed, lexicon.write(option.also))):
            return (Choose(step.id, option.id),)
    return ()


def _several(typed: str, turn: Turn, buttons: Buttons) -> tuple[Event, ...]:
    """Several options at once, with commas: they are added. What is not clear is said."""
    step = STEP.get(turn.session.state)
    said = parts(typed)[:MANY]
    if step is None or not step.several or said == [typed.strip()]:
        return ()
    if turn.session.view and any(part.isdecimal() for part in said):
        return ()  # numbers count what is seen, and another card lies over the question
    own = [data for data in buttons.values() if data.startswith(f"{step.id}:")]
    places = [match(part, list(buttons)[: len(own)]) for part in said]
    named = [own[place] if place is not None else "" for place in places]
    done, none = f"{step.id}:{DONE}", f"{step.id}:{NONE}"
    options = [data for data in dict.fromkeys(named) if data not in ("", done, none)]
    if not options:
        return ()
    already = {f"{step.id}:{option}" for option in turn.session.picked(step)}
    events = [parse_data(data) for data in options if data not in already]
    # "None" beside something contradicts it, so the question stays open, as for what is not understood
    unclear = [part for part, data in zip(said, named, strict=True) if data in ("", none)]
    if unclear:
        return (*events, Unreadable("words", unclear[0][:SHORT]))
    if done in named or not events:
        events.append(parse_data(done) if done in named else Invoke("resume"))
    return tuple(events)


def _of_clinic(typed: str, turn: Turn, lexicon: Lexicon) -> tuple[Event, ...]:
    """Prices and ways to the clinic, where there is one; without numbers, the clinic answers about prices too."""
    for command in COMMANDS.values() if turn.clinic else ():
        if command.words and is_listed(typed, lexicon.write(command.words)):
            return (Invoke(command.name if turn.sees_numbers or not command.of_numbers else "contact"),)
    return ()
