"""Lines that run from right to left, in terminals that know about it and in those that do not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from bidi.algorithm import get_base_level, get_display  # type: ignore[import-untyped]  # has no types

from bot.i18n import FIRST_STRONG_ISOLATE, POP_ISOLATE

VTE_WITH_BIDI = 5800  # VTE 0.58, the engine of GNOME's terminal and others

_LEFT_TO_RIGHT, _RIGHT_TO_LEFT, _POP = "\u202a", "\u202b", "\u202c"
_ISOLATED = re.compile(f"{FIRST_STRONG_ISOLATE}([^{POP_ISOLATE}]*)(?:{POP_ISOLATE}|$)")
_ISOLATES = re.compile("[\u2066-\u2069]")
_TURNED_SIGNS = re.compile("([\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]+)(.)")


def draws_it_itself(environment: Mapping[str, str]) -> bool:
    """Whether the terminal puts text into the right order by itself, as far as one can know."""
    vte = environment.get("VTE_VERSION", "")
    return (
        (vte.isdecimal() and int(vte) >= VTE_WITH_BIDI)
        or "KONSOLE_VERSION" in environment
        or "MLTERM" in environment
        or environment.get("TERM", "").startswith("mlterm")
        or environment.get("TERM_PROGRAM") == "Apple_Terminal"
    )


def visual(line: str, *, right_to_left: bool) -> str:
    """One line as a terminal that puts everything from left to right has to be sent it.

    `right_to_left` is the direction of its language; words of the other direction may stand in it.
    Text is wrapped before, never after: its last words would come out in the first line.
    """
    if not right_to_left and not any(map(_runs_left, line)):
        return line
    embedded = _ISOLATES.sub("", _ISOLATED.sub(_embedded, line))
    drawn = str(get_display(embedded, base_dir="R" if right_to_left else "L"))
    # Turned around with its letter, a vowel sign stands before it and would join the letter on its left
    return _TURNED_SIGNS.sub(lambda found: found[2] + found[1][::-1], drawn)


def _runs_left(character: str) -> bool:
    return unicodedata.bidirectional(character) in ("R", "AL")


def _embedded(isolated: re.Match[str]) -> str:
    """The same in the older characters; the library does not know isolates."""
    direction = _RIGHT_TO_LEFT if get_base_level(isolated[1]) else _LEFT_TO_RIGHT
    return f"{direction}{isolated[1]}{_POP}"
