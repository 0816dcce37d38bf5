"""Lines that run from right to left, in terminals that know about it and in those that do not."""

import re
import unicodedata
from collections.abc import Mapping

from bidi import get_display

VTE_WITH_BIDI = 5800  # VTE 0.58, the engine of GNOME's terminal and others

_CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">", "«": "»", "‹": "›"}
_OTHER = {**_CLOSING, **{closing: opening for opening, closing in _CLOSING.items()}}

_WITHOUT_WIDTH = re.compile("[\u200e\u200f\u061c\u2066-\u2069]")  # marks and isolates: their work is done
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
    """One line in the order in which a terminal that only prints from left to right has to get it.

    `right_to_left` is the direction of its language; words of the other direction may stand in it.
    Text is wrapped before, never after: or its last words would end up in the first line.
    """
    if not right_to_left and not any(unicodedata.bidirectional(each) in ("R", "AL") for each in line):
        return line
    drawn = get_display(line, base_dir="R" if right_to_left else "L")
    drawn = _mirrored(_WITHOUT_WIDTH.sub("", drawn), right_to_left=right_to_left)
    # Turned around with its letter, a vowel sign stands before it and would join the letter on its left
    return _TURNED_SIGNS.sub(lambda found: found[2] + found[1][::-1], drawn)


def _mirrored(drawn: str, *, right_to_left: bool) -> str:
    """Make brackets that were turned around open to the side of their words; the library does not."""
    turned: set[int] = set()
    waiting: list[int] = []
    for place, character in enumerate(drawn):
        if character not in _OTHER:
            continue
        if not waiting or drawn[waiting[-1]] != _OTHER[character]:
            waiting.append(place)
        elif character in _CLOSING:  # from left to right, the closing one came first
            turned |= {waiting.pop(), place}
        else:
            waiting.pop()
    if right_to_left:
        turned.update(waiting)  # the other one is on another line
    return "".join(_OTHER[each] if place in turned else each for place, each in enumerate(drawn))
