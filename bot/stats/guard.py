"""Wrong tokens are counted and slowed down; a right one never waits."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from time import monotonic

from bot.metrics import STATS_REFUSED

FIRST, LONGEST = 0.5, 8.0  # seconds that a wrong token waits: each as long again as the one before
FORGOTTEN = 600.0  # seconds without a wrong token after which the next one is the first again
ROOM = 32  # wrong tokens of one clinic that wait at once; what comes beyond them is turned away at once


class Guard:
    """Remembers, in one process, how often a token was wrong for each clinic lately."""

    def __init__(
        self,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._sleep = sleep
        self._clock = clock
        self._next: dict[str, tuple[float, float]] = {}
        self._waiting: Counter[str] = Counter()

    async def slow_down(self, slug: str) -> bool:
        """Count a wrong token for a clinic that there is, and wait. False, at once, where too many wait."""
        STATS_REFUSED.inc()
        seconds = self._seconds(slug)
        if self._waiting[slug] >= ROOM:
            return False
        self._waiting[slug] += 1
        try:
            await self._sleep(seconds)
        finally:
            self._waiting[slug] -= 1
        return True

    def _seconds(self, slug: str) -> float:
        now = self._clock()
        seconds, since = self._next.get(slug, (FIRST, now))
        if now - since > FORGOTTEN:
            seconds = FIRST
        self._next[slug] = (min(2 * seconds, LONGEST), now)
        return seconds
