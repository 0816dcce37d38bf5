"""Small numbers are hidden, and stay hidden: none can be worked out from the numbers that are shown beside it."""

from __future__ import annotations

from collections.abc import Sequence

FEWEST = 5
"""People in the smallest group that is shown."""

Shown = int | None
"""A number, or None where it is hidden."""


def few(number: int) -> bool:
    """Whether a number gives somebody away. Nobody is in a group of none."""
    return 0 < number < FEWEST


def alone(number: int) -> Shown:
    """A number that is part of no sum."""
    return None if few(number) else number


def hide(numbers: Sequence[int]) -> tuple[Shown, ...]:
    """The numbers of a sum that is known, with small ones hidden, and as many others as it takes to keep them so.

    Others are taken in their order: what their own size decided, it could tell. All are hidden together where
    even the whole of the others is not enough.
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
