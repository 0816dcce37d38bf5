"""A webhook that is no bot, for checks of what Telegram brings."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.botapi import CutConnection
from tests.botapi.changes import Changes
from tests.botapi.objects import Json

Answer = Callable[[Json], Awaitable[web.StreamResponse]]


def always(**response: Any) -> Answer:
    """Answer every update with the same: unless told otherwise, that it is taken."""

    async def answer(_: Json) -> web.StreamResponse:
        return web.Response(**response)

    return answer


fail = always(status=503)


def when(gate: asyncio.Event) -> Answer:
    """Take updates, but none before the gate is open."""

    async def answer(_: Json) -> web.StreamResponse:
        await gate.wait()
        return web.Response()

    return answer


class Hook:
    """A webhook that is no bot: it notes what Telegram brings, and answers as a test likes.

    `answer` says what to answer, or raises CutConnection to say nothing.
    """

    def __init__(self) -> None:
        self.url = ""
        self.updates: list[Json] = []
        self.headers: list[dict[str, str]] = []
        self.answer: Answer = always()
        self._changes = Changes()

    @property
    def ids(self) -> list[int]:
        """Which updates came, in the order in which they did."""
        return [update["update_id"] for update in self.updates]

    async def came(self, number: int) -> None:
        """Wait until so many deliveries were tried."""
        assert await self._changes.until(lambda: len(self.updates) >= number, 10)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        update = await request.json()
        self.updates.append(update)
        self.headers.append(dict(request.headers))
        self._changes.tell()
        try:
            return await self.answer(update)
        except CutConnection:
            assert request.transport
            request.transport.abort()
            return web.Response()  # nobody gets it
