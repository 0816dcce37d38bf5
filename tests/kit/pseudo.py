"""A language that nobody speaks, written from right to left, until a real one is there.

Every letter of a sentence becomes an Arabic one; values keep their place, and Babel writes them in Arabic.
"""

import gettext
import re

from babel import Locale

from bot.locale.translator import Translator

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ARABIC = "ابكدهفجحيزقلمنوبتسعشطخصثغض"
_LETTERS = str.maketrans(_LATIN + _LATIN.upper(), _ARABIC[: len(_LATIN)] * 2)
_FIELD = re.compile(r"(\{\w*\})")


def turned(sentence: str) -> str:
    """`sentence` in letters of the pseudo-language."""
    return "".join(p if _FIELD.fullmatch(p) else p.translate(_LETTERS) for p in _FIELD.split(sentence))


class Turned(gettext.NullTranslations):
    """A catalogue that turns whatever it is asked for."""

    def gettext(self, message: str) -> str:
        return turned(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return turned(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return turned(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return turned(msgid1 if n == 1 else msgid2)


PSEUDO = Translator(Locale("ar"), Turned())
