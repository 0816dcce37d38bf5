"""Words for files: one line each, without a sign that a reader of the file would obey instead of showing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from bot.files.measure import letters
from bot.locale.printable import printable
from bot.locale.translator import Markup, Translator
from bot.render import show
from dialogs.card import Card
from dialogs.text import Text

CLEAN = Markup(escape=printable, strong=str)

Write = Callable[[Text], str]
"""Puts a sentence into the words of one language."""


_BEHIND_A_NUMBER = re.compile(r"(?<=\d) (?=\w)")
_IN_A_RANGE = re.compile(r"(?<=\d–)(?=\d)")


def kept_together(words: str) -> str:
    """A number and the word behind it, and both ends of a range, on one line: "14 January", "4–6 sessions"."""
    return _IN_A_RANGE.sub("\N{WORD JOINER}", _BEHIND_A_NUMBER.sub("\N{NO-BREAK SPACE}", words))


def writing(words: Translator) -> Write:
    """How sentences are written into a file in the translator's language."""
    return lambda text: in_the_font(words.write(text, CLEAN))


def read_aloud(card: Card, words: Translator) -> str:
    """What a picture says, for those who cannot see it: the words of `card`, its caption."""
    return in_the_font(show(card, words, CLEAN).text)


def in_the_font(words: str) -> str:
    """`words` with what the font has: a name in another script must not cost anybody the whole file."""
    if words.isascii():
        return words
    return "".join(map(_nearest, words))


@cache
def _nearest(character: str) -> str:
    """The character, or the letter without its marks, or a question mark."""
    known = letters()
    if ord(character) in known or not character.isprintable() or unicodedata.category(character) in INVISIBLE:
        return character
    bare = "".join(part for part in unicodedata.normalize("NFKD", character) if ord(part) in known)
    return bare or "?"


INVISIBLE = ("Cf", "Mn", "Zs")
