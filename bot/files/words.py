"""Words for files: one line each, without a sign that a reader of the file would obey instead of showing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.i18n import Markup, Translator
from bot.printable import printable
from dialogs.text import Text

CLEAN = Markup(escape=printable, strong=str)

Write = Callable[[Text], str]
"""Puts a sentence into the words of one language."""


def writing(words: Translator) -> Write:
    """How sentences are written into a file in the translator's language."""
    return partial(words.write, markup=CLEAN)
