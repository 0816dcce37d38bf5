"""Words for files: one line each, without characters that a reader of the file would obey instead of showing."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from bot.files.measure import letters
from bot.locale.printable import printable
from bot.locale.translator import Markup, Translator
from dialogs.text import Text

CLEAN = Markup(escape=printable, strong=str)

Write = Callable[[Text], str]
"""Writes a sentence in one language."""

_INVISIBLE = ("Cf", "Mn", "Zs")  # Unicode's categories: formats, marks without a width, spaces
_BEHIND_A_NUMBER = re.compile(r"(?<=\d) (?=\w)")
_IN_A_RANGE = re.compile(r"(?<=\d–)(?=\d)")


def kept_together(words: str) -> str:
    """`words` so that no line breaks inside "14 January" or "4–6": a number stays with its word or its other end."""
    return _IN_A_RANGE.sub("\N{WORD JOINER}", _BEHIND_A_NUMBER.sub("\N{NO-BREAK SPACE}", words))


def writing(words: Translator) -> Write:
    """A function that writes sentences for a file in the translator's language."""
    return lambda text: in_the_font(words.write(text, CLEAN))


def in_the_font(words: str) -> str:
    """`words` with "?" for characters that the font lacks: a name in another script must not fail the whole file."""
    if words.isascii():
        return words
    return "".join(map(_nearest, words))


@cache
def _nearest(character: str) -> str:
    """The character, or the letter without its marks, or a question mark."""
    known = letters()
    if ord(character) in known or not character.isprintable() or unicodedata.category(character) in _INVISIBLE:
        return character
    bare = "".join(part for part in unicodedata.normalize("NFKD", character) if ord(part) in known)
    return bare or "?"
