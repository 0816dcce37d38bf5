"""Updates of one chat in their order, different chats side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field

from telegram import Update
from telegram.ext import BaseUpdateProcessor

AT_ONCE = 256  # updates in hand over all chats


@dataclass(slots=True)
class _Queue:
    """The turns of one chat: whose turn it is, and how many are here."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    present: int = 0


class InOrder(BaseUpdateProcessor):
    """One turn at a time for each chat; an asyncio lock serves those who wait in their order."""

    def __init__(self) -> None:
        super().__init__(AT_ONCE)
        self._chats: dict[int, _Queue] = {}

    async def do_process_update(self, update: object, coroutine: Awaitable[object]) -> None:
        """Run `coroutine` when it is the turn of this update."""
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None:
            await coroutine
            return
        queue = self._chats.setdefault(chat.id, _Queue())
        queue.present += 1
        try:
            async with queue.turn:
                await coroutine
        finally:
            queue.present -= 1
            if not queue.present:
                del self._chats[chat.id]

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to close."""
