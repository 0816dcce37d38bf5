"""A few connections to PostgreSQL that are used in turn, and a deadline for everything that is asked.

asyncpg's own pool waits without end where a server is frozen or dies at the wrong moment: for a free
connection, and for a statement to be cancelled before a connection is given back. Here nothing is cancelled:
a connection that doesn't answer in time is dropped, which ends whatever waits for it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

import asyncpg  # type: ignore[import-untyped]  # it ships no annotations

from bot.store.errors import StoreError
from bot.store.postgres.errors import is_lost

CONNECTIONS = 10
"""How many statements of one process run at once; the others wait."""

CALL_SECONDS = 5.0
"""After as long, whoever waits is told that the database doesn't answer, whatever it waits for."""

_CLOSE_SECONDS = 1
T = TypeVar("T")
Work = Callable[[asyncpg.Connection], Awaitable[T]]


class _Slot:
    """The place of one connection, which is made when it is needed first."""

    def __init__(self) -> None:
        self.connection: asyncpg.Connection | None = None

    def drop(self) -> None:
        """Break the connection off; whoever waits for it gets an error at once."""
        if self.connection:
            self.connection.terminate()
            self.connection = None


class Connections:
    """At most ``CONNECTIONS`` of them to one address."""

    def __init__(self, address: str) -> None:
        """Take an address as asyncpg does; nothing is connected yet."""
        self._address = address
        # The one that was used last is used next, so that few are open where few are needed
        self._free: asyncio.LifoQueue[_Slot] = asyncio.LifoQueue()
        self._slots = [_Slot() for _ in range(CONNECTIONS)]
        self._closed = False
        for slot in self._slots:
            self._free.put_nowait(slot)

    async def run(self, work: Work[T], *, again: bool = False) -> T:
        """Return what ``work`` returns for a connection.

        ``again``: it may run twice, which it does where a connection proves to be broken. Raises ``TimeoutError``
        once ``CALL_SECONDS`` are over, else what ``work`` and asyncpg raise. It isn't to be cancelled.
        """
        if self._closed:
            raise StoreError("The database is closed: Mesoguide is stopping.")
        end = asyncio.get_running_loop().time() + CALL_SECONDS
        async with asyncio.timeout_at(end):
            slot = await self._free.get()
        try:
            try:
                return await self._on(slot, work, end)
            except Exception as error:
                if not again or not is_lost(error):
                    raise
                # It idled while the server was restarted; to ask again does no harm
                return await self._on(slot, work, end)
        finally:
            self._give_back(slot)

    async def close(self) -> None:
        """Close what is open; what is under way is broken off."""
        self._closed = True
        while not self._free.empty():
            slot = self._free.get_nowait()
            if slot.connection:
                with suppress(Exception):  # it is dropped then
                    await slot.connection.close(timeout=_CLOSE_SECONDS)
        for slot in self._slots:
            slot.drop()

    def _give_back(self, slot: _Slot) -> None:
        if self._closed:
            slot.drop()
        self._free.put_nowait(slot)

    async def _on(self, slot: _Slot, work: Work[T], end: float) -> T:
        loop = asyncio.get_running_loop()
        if slot.connection is None or slot.connection.is_closed():
            slot.connection = await asyncpg.connect(self._address, timeout=max(0.001, end - loop.time()))
        timer = loop.call_at(end, slot.drop)
        try:
            return await work(slot.connection)
        except BaseException as error:
            if slot.connection is None:
                raise TimeoutError from None
            if not isinstance(error, asyncpg.PostgresError) or is_lost(error):
                slot.drop()
            raise
        finally:
            timer.cancel()
