"""Waiting for a condition on the state, or for a time, with no polling."""

import asyncio
import time
from collections.abc import Callable


class Changes:
    """Where tasks wait for a condition on one part of the state: a chat, the updates.

    What changes in a part also changes the whole, if there is one: `within`.
    """

    def __init__(self, within: "Changes | None" = None) -> None:
        self._within = within
        self._next: asyncio.Event | None = None  # only while somebody waits

    def tell(self) -> None:
        """Something changed: let everybody who waits here look again."""
        if self._next:
            self._next.set()
            self._next = None
        if self._within:
            self._within.tell()

    async def until(self, happened: Callable[[], bool], seconds: float) -> bool:
        """Wait for a condition; return whether it came true in time."""
        try:
            async with asyncio.timeout(seconds):
                while not happened():
                    self._next = self._next or asyncio.Event()
                    await self._next.wait()
        except TimeoutError:
            return False
        return True


class Clock:
    """The machine's time, and as much later as a test has moved it."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._moved = Changes()

    def time(self) -> float:
        """Seconds since 1970."""
        return time.time() + self._ahead

    def date(self) -> int:
        """The same in whole seconds, as the Bot API tells dates."""
        return int(self.time())

    def move(self, seconds: float) -> None:
        """Let so much time pass at once; what would have happened by then happens."""
        if seconds < 0:
            raise ValueError("Time doesn't go back")
        self._ahead += seconds
        self._moved.tell()

    async def sleep(self, seconds: float) -> None:
        """Wait so long, or until the clock has been moved so far."""
        end = self.time() + seconds
        while (left := end - self.time()) > 0:
            ahead = self._ahead
            await self._moved.until(lambda: self._ahead != ahead, left)  # noqa: B023  awaited in this round
