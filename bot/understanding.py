"""Typed words to events: danger first, then what can be tapped, then commands in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from bot.i18n import Translator, translator
from bot.render import label
from dialogs.cards import draw
from dialogs.commands import LISTED
from dialogs.events import Alarm, Choose, Command, Event, Kind, Unreadable, parse_command, parse_data
from dialogs.flow import Dialog
from dialogs.matching import match, parts
from dialogs.session import Session
from dialogs.steps import STEP
from dialogs.urgent import WORDS, find, phrases, plain

LONG = 200  # characters; nobody answers one of these questions with more
AGE = 20  # characters; "I am 25 years old"
CERTAIN = ("now", "support")


@cache
def alarms(languages: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """The words of danger of every language together: in fear, people write in any of theirs."""
    return {
        level: tuple(phrase for code in languages for phrase in phrases(translator(code).write(words)))
        for level, words in WORDS.items()
    }


def understand(
    typed: str, session: Session, dialog: Dialog, words: Translator, kind: Kind = "words"
) -> tuple[Event, ...]:
    """The events that `typed` stands for, in order; there is at least one."""
    level = find(typed, alarms(dialog.guide.languages))
    if kind != "words":
        return (Alarm(level) if level else Unreadable(kind),)
    cards = _cards(session, dialog, words)
    # Whoever copies a whole label answers the question, even if it names a danger.
    if level in CERTAIN and not any(plain(typed) == plain(tappable) for card in cards for tappable in card):
        return (Alarm(str(level)),)
    if typed.startswith("/"):
        return (parse_command(typed),)
    events = (
        _tapped(typed, cards)
        or _counted(typed, session)
        or _several(typed, session, words)
        or _commanded(typed, words)
    )
    if events:
        return events
    if level is not None:
        return (Alarm(level),)
    return (Unreadable("too_long" if len(typed) > LONG else "words"),)


def _cards(session: Session, dialog: Dialog, words: Translator) -> tuple[Mapping[str, str], ...]:
    """What can be tapped, label to data: on the card that lies over the question, then on the question."""
    over = dialog.view(session)
    beneath = dialog.current(Session.from_data(session.to_data()))
    return tuple(
        {
            label(button, words): button.data
            for reply in replies
            for row in draw(reply, dialog.guide).rows
            for button in row
        }
        for replies in (over, beneath)
    )


def _tapped(typed: str, cards: Iterable[Mapping[str, str]]) -> tuple[Event, ...]:
    for buttons in cards:
        place = match(typed, list(buttons))
        if place is not None:
            return (parse_data(list(buttons.values())[place]),)
    return ()


def _counted(typed: str, session: Session) -> tuple[Event, ...]:
    """A number that an option covers, such as somebody's age."""
    numbers = re.findall(r"\d+", typed)
    step = STEP.get(session.state)
    if step is None or len(numbers) != 1 or len(typed) > AGE:
        return ()
    options = [option for option in step.options(session.answers) if int(numbers[0]) in option.numbers]
    return (Choose(step.id, options[0].id),) if options else ()


def _several(typed: str, session: Session, words: Translator) -> tuple[Event, ...]:
    """Several options at once, with commas. What is clear counts, what is not is said."""
    step = STEP.get(session.state)
    said = parts(typed)
    if step is None or not step.several or said == [typed.strip()]:
        return ()
    options = step.options(session.answers)
    places = [match(part, [words.write(option.label) for option in options]) for part in said]
    if all(place is None for place in places):
        return ()
    chosen = dict.fromkeys(options[place].id for place in places if place is not None)
    unclear = [part for part, place in zip(said, places, strict=True) if place is None]
    events: list[Event] = [Choose(step.id, option) for option in chosen]
    if unclear:
        events.append(Unreadable("words", unclear[0][:40]))
    return tuple(events)


def _commanded(typed: str, words: Translator) -> tuple[Event, ...]:
    """A command in words, such as "delete"."""
    wanted = plain(typed)
    for command in LISTED:
        if wanted in (command.name, *phrases(words.write(command.words))):
            return (Command(command.name, typed=True),)
    return ()
