"""What a person did, as a value: every channel speaks in these."""

import re
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["words", "too_long", "picture", "voice", "sticker", "place", "file", "forwarded", "edited", "other"]
"""A message that holds no answer, by what it holds."""

KINDS: tuple[Kind, ...] = get_args(Kind)

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
DATA = re.compile(r"[a-z0-9_]+(:[a-z0-9_-]+){1,2}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choose:
    """A tap on an option: `question` and `option` as in `dialogs.questions.steps`, or `done`, `none`."""

    question: str
    option: str


@dataclass(frozen=True, slots=True)
class About:
    """A topic of general information."""

    topic: str


@dataclass(frozen=True, slots=True)
class Invoke:
    """A command or a button that is no answer, with what stands behind it.

    `typed`: it came as a message of its own, so the open question now stands further up.
    """

    name: str
    argument: str = ""
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Alarm:
    """Words that sound like danger: `level` says which help they ask for."""

    level: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message that holds no answer; `part` is what of it was not understood, if little."""

    kind: Kind
    part: str = ""


Event = Choose | About | Invoke | Alarm | Unreadable


def parse_data(data: str) -> Event:
    """Button data to event; what nobody could have tapped becomes a harmless `Choose`."""
    if not DATA.fullmatch(data):
        return Choose("", "")
    head, *rest = data.split(":")
    if head == "do":
        return Invoke(rest[0], rest[1] if len(rest) > 1 else "")
    if len(rest) > 1:
        return Choose("", "")
    return About(rest[0]) if head == "about" else Choose(head, rest[0])


def parse_command(text: str) -> Invoke:
    """A message that begins with a slash: "/start@the_bot clinic" is `Invoke("start", "clinic")`."""
    head, _, argument = text[1:].partition(" ")
    return Invoke(head.partition("@")[0].casefold(), argument.strip(), typed=True)
