"""The poster for a waiting room as a PDF. `poster.typ` sets it; this gathers its words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.files import qr, typesetter
from bot.files.fonts import FAMILY
from bot.files.words import in_the_font, writing
from bot.locale.printable import printable
from bot.locale.translator import FIRST_STRONG_ISOLATE, POP_ISOLATE, Translator
from dialogs.cards.clinic.poster import HONESTY, OFFER, QUESTION, SCAN, code

TEMPLATE = Path(__file__).parent / "templates" / "poster.typ"


def pdf(name: str, address: str, speaking: Sequence[Translator], made: datetime) -> bytes:
    """One A5 page that says the same in every language of `speaking`, at least one.

    `name` is the clinic's, `address` what the code opens, `made` the moment that the file names.
    """
    return typesetter.pdf(TEMPLATE, data(name, address, speaking), made)


def data(name: str, address: str, speaking: Sequence[Translator]) -> dict[str, Any]:
    """What the template sets."""
    first = speaking[0]
    return {
        "family": FAMILY,
        "title": writing(first)(QUESTION),
        "name": in_letters(name),
        "address": address,
        "code": qr.svg(address),
        "alternative": writing(first)(code(address)),
        "languages": [_in(words) for words in speaking],
    }


def _in(words: Translator) -> dict[str, Any]:
    write = writing(words)
    return {
        "language": words.language,
        "right_to_left": words.right_to_left,
        "question": write(QUESTION),
        "offer": write(OFFER),
        "scan": [*map(write, SCAN)],
        "honesty": [*map(write, HONESTY)],
    }


def in_letters(name: str) -> str:
    """`name` without signs that the font lacks; empty where it lacks a letter, for half a name is none."""
    clean = printable(name)
    known = "".join(character for character in clean if _is_known(character))
    shown = known.strip() if all(map(_is_known, filter(str.isalnum, clean))) else ""
    return f"{FIRST_STRONG_ISOLATE}{shown}{POP_ISOLATE}" if shown else ""


def _is_known(character: str) -> bool:
    return character == "?" or in_the_font(character) != "?"
