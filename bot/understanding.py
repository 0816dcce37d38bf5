"""Typed words to events: danger first, then what can be tapped, then commands in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from bot.locale.days import read_day
from bot.locale.translator import Translator, translator
from bot.render import label, rows
from dialogs.cards import draw
from dialogs.flow.commands import LISTED, OF_CLINIC
from dialogs.flow.dialog import DONE, NONE, Dialog
from dialogs.flow.events import Alarm, Choose, Command, Event, Kind, Unreadable, parse_command, parse_data
from dialogs.questions.session import Session
from dialogs.questions.steps import STEP
from dialogs.replies import Attached
from dialogs.understanding.danger import WORDS, Phrase, find, phrases, plain
from dialogs.understanding.matching import is_listed, match, parts

LONG = 400  # characters; nobody answers one of these questions with more
MANY = 40  # options that one message may name
SHORT = 40  # characters of what was not understood that are said back
AGE = 20  # characters; "I am 25 years old"
CERTAIN = ("now", "support")
ASKING_A_DAY = "do:when"


@cache
def alarms(languages: tuple[str, ...]) -> Mapping[str, tuple[Phrase, ...]]:
    """The words of danger of every language together: in fear, people write in any of theirs."""
    return {
        level: tuple(phrase for code in languages for phrase in phrases(translator(code).write(words)))
        for level, words in WORDS.items()
    }


def understand(
    typed: str, session: Session, dialog: Dialog, words: Translator, kind: Kind = "words"
) -> tuple[Event, ...]:
    """The events that `typed` stands for, in order; there is at least one."""
    level = find(typed, alarms(dialog.guides.neutral.languages))
    if kind != "words":
        return (Alarm(level) if level else Unreadable(kind),)
    cards = _cards(session, dialog, words)
    # Whoever copies a whole label answers the question, even if it names a danger.
    if level in CERTAIN and not any(plain(typed) == plain(tappable) for card in cards for tappable in card):
        return (Alarm(str(level)),)
    if typed.startswith("/"):
        return (parse_command(typed),)
    events = (
        _several(typed, session, dialog, cards[-1])
        if len(typed) > LONG
        else _meant(typed, session, dialog, cards, words)
    )
    return events or (Alarm(level) if level else _otherwise_meant(typed, session, dialog, words),)


def _otherwise_meant(typed: str, session: Session, dialog: Dialog, words: Translator) -> Event:
    """Words that name no button, no command and no danger: a day, while one is asked for."""
    if session.view.startswith(ASKING_A_DAY):
        day = read_day(typed, words.language, dialog.today(session))
        return Command("day", day.isoformat() if day else "unclear")
    return Unreadable("too_long" if len(typed) > LONG else "words")


def _meant(
    typed: str, session: Session, dialog: Dialog, cards: Sequence[Mapping[str, str]], words: Translator
) -> tuple[Event, ...]:
    """What few words mean: a whole label goes before a command, a command before a beginning."""
    return (
        _tapped(typed, cards, whole=True)
        or _commanded(typed, words)
        or _of_clinic(typed, session, dialog, words)
        or _tapped(typed, _numbered(cards, session) if plain(typed).isdecimal() else cards)
        or _otherwise(typed, session, words)
        or _several(typed, session, dialog, cards[-1])
    )


def _numbered(cards: Sequence[Mapping[str, str]], session: Session) -> Sequence[Mapping[str, str]]:
    """The cards on which a number counts buttons: what is seen, but no month, whose numbers are its days."""
    if session.view.startswith(ASKING_A_DAY):
        return ()
    return cards[:1] if session.view else cards


def _cards(session: Session, dialog: Dialog, words: Translator) -> tuple[Mapping[str, str], ...]:
    """What can be tapped, label to data: on the card that lies over the question, then on the question."""
    over = dialog.view(session)
    beneath = dialog.current(dialog.copy(session))
    return tuple(
        {
            label(button, words): button.data
            for reply in replies
            if not isinstance(reply, Attached)
            for row in rows(draw(reply, dialog.guide(session)), words)
            for button in row
            if not (button.mute or button.opens)
        }
        for replies in (over, beneath)
    )


def _tapped(typed: str, cards: Iterable[Mapping[str, str]], *, whole: bool = False) -> tuple[Event, ...]:
    """The button that `typed` names: by its whole label, by its number or beginning, by its identifier."""
    wanted = plain(typed)
    for buttons in cards:
        data = list(buttons.values())
        exact = [data[place] for place, tappable in enumerate(buttons) if plain(tappable) == wanted]
        named = [each for each in data if plain(each.rpartition(":")[2]) == wanted]
        place = None if whole else match(typed, list(buttons))
        found = exact[:1] if whole else [data[place]] if place is not None else named[:1]
        if found:
            return (parse_data(found[0]),)
    return ()


def _otherwise(typed: str, session: Session, words: Translator) -> tuple[Event, ...]:
    """Other words for an option of the open question, or a number that it covers, such as an age."""
    step = STEP.get(session.state)
    if step is None or session.view:
        return ()
    numbers = re.findall(r"\d+", typed) if len(typed) <= AGE else []
    for option in step.options(session.answers):
        counted = len(numbers) == 1 and int(numbers[0]) in option.numbers
        if counted or (option.also and is_listed(typed, words.write(option.also))):
            return (Choose(step.id, option.id),)
    return ()


def _several(typed: str, session: Session, dialog: Dialog, buttons: Mapping[str, str]) -> tuple[Event, ...]:
    """Several options at once, with commas: they are added. What is not clear is said."""
    step = STEP.get(session.state)
    said = parts(typed)[:MANY]
    if step is None or not step.several or said == [typed.strip()]:
        return ()
    if session.view and any(part.isdecimal() for part in said):
        return ()  # numbers count what is seen, and another card lies over the question
    own = [data for data in buttons.values() if data.startswith(f"{step.id}:")]
    places = [match(part, list(buttons)[: len(own)]) for part in said]
    named = [own[place] if place is not None else "" for place in places]
    done, none = f"{step.id}:{DONE}", f"{step.id}:{NONE}"
    options = [data for data in dict.fromkeys(named) if data not in ("", done, none)]
    if not options:
        return ()
    already = {f"{step.id}:{option}" for option in dialog.chosen(session, step)}
    events = [parse_data(data) for data in options if data not in already]
    # "None" beside something contradicts it, so the question stays open, as for what is not understood.
    unclear = [part for part, data in zip(said, named, strict=True) if data in ("", none)]
    if unclear:
        return (*events, Unreadable("words", unclear[0][:SHORT]))
    if done in named or not events:
        events.append(parse_data(done) if done in named else Command("resume"))
    return tuple(events)


def _of_clinic(typed: str, session: Session, dialog: Dialog, words: Translator) -> tuple[Event, ...]:
    """Prices and ways to the clinic, where there is one; without numbers, the clinic answers about prices too."""
    if dialog.guide(session).clinic is None:
        return ()
    for name, listed in OF_CLINIC.items():
        if is_listed(typed, words.write(listed)):
            priced = session.consent is not None and session.standing.complete
            return (Command(name if priced or name != "costs" else "contact"),)
    return ()


def _commanded(typed: str, words: Translator) -> tuple[Event, ...]:
    """A command in words, such as "delete"."""
    for command in LISTED:
        if is_listed(typed, f"{command.name}, {words.write(command.words)}"):
            return (Command(command.name, typed=True),)
    return ()
