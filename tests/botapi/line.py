"""The network between Telegram and the bot, which a test can interrupt in both directions."""

import asyncio
from typing import Literal, get_args

Hole = Literal["refused", "silent", "late", "cut"]
"""How the network fails.

refused: nobody takes a connection. silent: what is sent arrives nowhere, and nobody ever says so. late: it arrives,
and is answered when the network works again. cut: it arrives, and the connection breaks in the middle of the answer.
"""


class Line:
    """Whole, or with a hole."""

    def __init__(self) -> None:
        self.hole: Hole | None = None
        self._whole = asyncio.Event()
        self._whole.set()

    def swallows(self) -> bool:
        """Whether what is sent arrives nowhere."""
        return self.hole == "silent"

    def open_hole(self, hole: Hole) -> None:
        """Let the network fail from now on; ValueError for a way in which it cannot."""
        if hole not in get_args(Hole):
            raise ValueError(f"A hole is {', '.join(get_args(Hole))}, not {hole}")
        if self.hole:
            raise ValueError("There is a hole already")
        self.hole = hole
        self._whole.clear()

    def close_hole(self) -> None:
        """Let it work again."""
        self.hole = None
        self._whole.set()

    async def until_whole(self) -> None:
        """Wait until it works."""
        await self._whole.wait()
