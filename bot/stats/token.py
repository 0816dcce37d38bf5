"""The token that opens a clinic's counts. The file of clinics holds its digest only; guessing is slowed down."""

import asyncio
import hmac
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable
from hashlib import sha256
from time import monotonic

from bot.metrics import STATS_REFUSED

TOKEN_BYTES = 24  # random ones in a token
FIRST_DELAY_SECONDS, MAX_DELAY_SECONDS = 0.5, 8.0  # each wrong token waits twice as long as the one before
FORGET_SECONDS = 600.0  # without a wrong token, after which the next one waits as the first did
MAX_DELAYED = 32  # wrong tokens of one clinic that wait at once; any beyond them is turned away


def new() -> str:
    """A token that nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: bytes) -> str:
    """What `Clinics.digests` holds of a token: its SHA-256 in hexadecimal."""
    return sha256(token).hexdigest()


def opens(token: bytes, known: str) -> bool:
    """Whether `token` is the one whose digest is `known`; how long this takes tells nothing."""
    return hmac.compare_digest(digest(token), known)


class Throttle:
    """Slows wrong tokens down; a right one never waits. Each process has its own.

    `sleep` waits for a number of seconds, and `clock` tells them.
    """

    def __init__(
        self, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep, clock: Callable[[], float] = monotonic
    ) -> None:
        self._sleep = sleep
        self._clock = clock
        self._next: dict[str, tuple[float, float]] = {}  # the next delay, and when the last one began
        self._delayed: Counter[str] = Counter()

    async def slow_down(self, slug: str) -> bool:
        """Count a wrong token for the clinic `slug`, and wait; False, at once, where too many wait already."""
        STATS_REFUSED.inc()
        now = self._clock()
        seconds, since = self._next.get(slug, (FIRST_DELAY_SECONDS, now))
        if now - since > FORGET_SECONDS:
            seconds = FIRST_DELAY_SECONDS
        self._next[slug] = (min(2 * seconds, MAX_DELAY_SECONDS), now)
        if self._delayed[slug] >= MAX_DELAYED:
            return False
        self._delayed[slug] += 1
        try:
            await self._sleep(seconds)
        finally:
            self._delayed[slug] -= 1
        return True
