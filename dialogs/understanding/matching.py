"""Typed words to one of the things that can be tapped."""

import re
from collections.abc import Sequence

from dialogs.understanding.danger import plain

DIGITS = 9  # no place has more; a number of thousands of digits makes Python raise an error

_SEPARATORS = re.compile("[,;\n،、]")


def match(typed: str, labels: Sequence[str]) -> int | None:
    """The place in `labels` that `typed` means, or None when that is not clear.

    In this order: its number, counted from 1; the whole label; the beginning of one label only;
    the beginning of a word of one label only. Case, accents and punctuation do not count.
    """
    words = plain(typed)
    if not words:
        return None
    if words.isdecimal() and len(words) <= DIGITS and 1 <= int(words) <= len(labels):
        return int(words) - 1
    known = [plain(label) for label in labels]
    for fits in (
        [place for place, label in enumerate(known) if label == words],
        [place for place, label in enumerate(known) if label.startswith(words)],
        [place for place, label in enumerate(known) if f" {words}" in label],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            return None
    return None


def is_listed(typed: str, listed: str) -> bool:
    """Whether `typed` is one of the words in `listed`, which commas separate."""
    return plain(typed) in map(plain, listed.split(","))


def parts(typed: str) -> list[str]:
    """What stands between commas."""
    return [part.strip() for part in _SEPARATORS.split(typed) if part.strip()]
