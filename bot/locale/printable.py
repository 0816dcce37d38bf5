"""Text from outside, made harmless wherever it is shown: in a terminal, in a file."""

import re
import unicodedata
from json import dumps

_SEQUENCE = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[NO].|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)")
"""What makes a terminal change colours, move the cursor or set its title; arrow keys send it too."""

_LINE_END = re.compile(r"(\r?\n)")

_HARMFUL = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")

# Joiners, which Persian and emoji need, and marks and isolates of direction, which end with their
# line. Embeddings and overrides of direction are not among them.
_KEPT = frozenset("\u200c\u200d\u200e\u200f\u061c\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """`text` as one line without anything that a terminal obeys instead of showing it."""
    return "".join(map(_printable, _SEQUENCE.sub("", text)))


def printable_lines(text: str) -> str:
    """`text` with each of its lines as `printable` has it; lines end with a line feed, or with both, as in CSV."""
    parts = _LINE_END.split(text)
    parts[::2] = map(printable, parts[::2])
    return "".join(parts)


def escaped(json: str) -> str:
    """JSON of the same value, in which what `printable` leaves out is written as an escape."""
    return "".join(
        character if character == "\n" or _printable(character) == character else dumps(character)[1:-1]
        for character in json
    )


def _is_no_character(character: str) -> bool:
    """Code points that Unicode promises never to use; XML cannot hold all of them."""
    number = ord(character)
    return number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF  # noqa: PLR2004  as Unicode lists them


def _printable(character: str) -> str:
    if _is_no_character(character):
        return ""
    if character in _KEPT or unicodedata.category(character) not in _HARMFUL:
        return character
    return " " if character.isspace() else ""
