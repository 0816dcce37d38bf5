"""The poster for a waiting room as a PDF. `poster.typ` sets it; this gathers its words."""

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
    """One A5 page that says the same in every language of `speaking`, of which there is at least one.

    `name` is the clinic's, `address` what the code opens, `made` the moment that the file names.
    """
    first = speaking[0]
    data = {
        "family": FAMILY,
        "title": writing(first)(QUESTION),
        "name": in_letters(name),
        "address": address,
        "code": qr.svg(address),
        "alternative": writing(first)(code(address)),
        "languages": [_sentences(words) for words in speaking],
    }
    return typesetter.pdf(TEMPLATE, data, made)


def _sentences(words: Translator) -> dict[str, Any]:
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
    """`name` without signs that the font lacks; empty where it lacks a letter, since half a name is of no use."""
    clean = printable(name)
    unknown = {each for each in clean if each != "?" and in_the_font(each) == "?"}
    printed = "".join(each for each in clean if each not in unknown).strip()
    if not printed or any(map(str.isalnum, unknown)):
        return ""
    return f"{FIRST_STRONG_ISOLATE}{printed}{POP_ISOLATE}"
