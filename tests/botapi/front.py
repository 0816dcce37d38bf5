"""The HTTP of the Bot API: an address and a body in, JSON out."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.botapi import wire
from tests.botapi.errors import ApiError, NotFound, Unauthorized
from tests.botapi.faults import CutConnection
from tests.botapi.objects import Json


class Front:
    """A server on the loopback address; `take` does each call."""

    def __init__(self, token: str, take: Callable[[str, Json], Awaitable[Any]]) -> None:
        self._token = token
        self._take = take
        self._runner: web.AppRunner | None = None

    async def open(self, port: int) -> int:
        """Listen; return the port, which is a free one if 0 was asked for."""
        app = web.Application(client_max_size=wire.BODY_LIMIT)
        app.router.add_route("*", "/{path:.*}", self._serve)
        # Cancelling a handler with its connection ends the long poll of a bot that was killed.
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.01)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        return int(self._runner.addresses[0][1])

    async def close(self) -> None:
        """Cut every connection."""
        if self._runner:
            await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        try:
            method = self._method(request)
            result = await self._take(method, await wire.parameters(request))
        except ApiError as error:
            return web.Response(text=error.body, status=error.code, content_type=error.content_type)
        except CutConnection:
            assert request.transport
            request.transport.abort()
            raise asyncio.CancelledError from None  # as aiohttp does itself when a connection is lost
        return web.json_response({"ok": True, "result": result})

    def _method(self, request: web.Request) -> str:
        address = re.fullmatch(r"/bot(\d+:[\w-]+)/(\w+)", request.path, re.ASCII)
        if address is None or request.method not in ("GET", "POST"):
            raise NotFound
        if address[1] != self._token:
            raise Unauthorized
        return address[2]
