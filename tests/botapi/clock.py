"""The time that Telegram goes by."""

import time

from tests.botapi.changes import Changes


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
