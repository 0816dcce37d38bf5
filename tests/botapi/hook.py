"""A webhook that is no bot: it notes what Telegram brings, and answers as a test likes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Self

from aiohttp import web

from tests.botapi.by_hand import post
from tests.botapi.changes import Changes
from tests.botapi.errors import CutConnection
from tests.botapi.objects import Json
from tests.botapi.server import BotApi

Answer = Callable[[Json], Awaitable[web.StreamResponse]]


async def ok(_: Json) -> web.StreamResponse:
    """Take an update."""
    return web.Response()


async def fail(_: Json) -> web.StreamResponse:
    """Be in trouble."""
    return web.Response(status=503)


def when(gate: asyncio.Event) -> Answer:
    """Take updates, but none before the gate is open."""

    async def answer(_: Json) -> web.StreamResponse:
        await gate.wait()
        return web.Response()

    return answer


class Hook:
    """What came so far; `answer` says what to answer, or raises CutConnection to say nothing."""

    def __init__(self) -> None:
        self.url = ""
        self.updates: list[Json] = []
        self.headers: list[dict[str, str]] = []
        self.answer: Answer = ok
        self._changes = Changes()

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator[Self]:
        """Listen on a free port."""
        hook = cls()
        app = web.Application()
        app.router.add_post("/hook", hook._serve)
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.01)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        try:
            yield hook
        finally:
            await runner.cleanup()

    @property
    def ids(self) -> list[int]:
        """Which updates came, in the order in which they did."""
        return [update["update_id"] for update in self.updates]

    async def came(self, number: int) -> None:
        """Wait until so many deliveries were tried."""
        assert await self._changes.until(lambda: len(self.updates) >= number, 10)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
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


async def info(api: BotApi) -> Json:
    """What Telegram tells of the webhook."""
    answer: Json = (await post(api, "getWebhookInfo"))["result"]
    return answer


async def failed(api: BotApi, words: str) -> None:
    """Wait until Telegram tells of a delivery that failed so."""
    async with asyncio.timeout(10):
        while words not in (await info(api)).get("last_error_message", ""):
            pass
