"""Waiting for a condition on the state, with no polling."""

import asyncio
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
