"""Hides small numbers, and others with them: none can be worked out from the numbers that are shown beside it."""

from collections.abc import Sequence

FEWEST = 5
"""People in the smallest group that is shown."""


def few(number: int) -> bool:
    """Whether a number gives somebody away; 0 does not."""
    return 0 < number < FEWEST


def hide(numbers: Sequence[int]) -> tuple[int | None, ...]:
    """The parts of a known sum, with None for small ones and for as many others as it takes to keep those hidden.

    Others are taken in the order in which they come: a choice by size would tell something about their size.
    Where even all the others are not enough, everything is hidden. For example, `hide([40, 3, 2])` is
    `(40, None, None)`, and `hide([40, 3])` is `(None, None)`.
    """
    small = [place for place, number in enumerate(numbers) if few(number)]
    large = [place for place, number in enumerate(numbers) if number >= FEWEST]
    if not small:
        return tuple(numbers)
    for more in range(len(large) + 1):
        hidden = {*small, *large[:more]}
        if not _told([numbers[place] for place in hidden]):
            break
    else:
        # A small sum is hidden itself, and then there is nothing to subtract from
        hidden = set(small if few(sum(numbers)) else range(len(numbers)))
    return tuple(None if place in hidden else number for place, number in enumerate(numbers))


def _told(hidden: Sequence[int]) -> bool:
    """Whether their sum tells one of the `hidden` numbers to somebody who knows which of them are small."""
    total = sum(hidden)
    least = sum(1 if few(number) else FEWEST for number in hidden)
    all_small = all(map(few, hidden))
    return total < FEWEST or total == least or (all_small and total == len(hidden) * (FEWEST - 1))
