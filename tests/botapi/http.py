"""HTTP/1.1 over httptools, as much of it as a bot and a benchmark need.

A web framework would cost more than all the rest of a call, and a benchmark must never wait for its Telegram.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import NamedTuple, cast

from httptools import HttpParserError, HttpRequestParser

from tests.botapi.errors import CutConnection


class Request(NamedTuple):
    """A whole request; `kind` is its Content-Type."""

    method: str
    path: str
    query: str
    kind: str
    body: bytes


class Response(NamedTuple):
    """What is answered: JSON, unless `kind` says otherwise."""

    body: str
    status: int = 200
    kind: str = "application/json"

    def encode(self) -> bytes:
        """Return it as it goes over the wire."""
        content = self.body.encode()
        head = (
            f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}\r\n"
            f"Content-Type: {self.kind}; charset=utf-8\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        return head.encode() + content


Serve = Callable[[Request], Awaitable[Response]]


class Server:
    """Answers requests on the loopback address with `serve`, which raises CutConnection to say nothing."""

    def __init__(self, serve: Serve) -> None:
        self.serve = serve
        self.connections: set[_Connection] = set()
        self._server: asyncio.Server | None = None

    async def open(self, port: int) -> int:
        """Listen; return the port, which is a free one if 0 was asked for."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", port)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Cut every connection."""
        if self._server:
            self._server.close()
        tasks = [connection.cut() for connection in self.connections]
        await asyncio.gather(*filter(None, tasks), return_exceptions=True)


class _Connection(asyncio.Protocol):
    """One connection, whose requests are answered in their order."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._parser = HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._task: asyncio.Task[None] | None = None
        self._requests: deque[Request] = deque()
        self._url = self._kind = self._body = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's do not inherit from asyncio's
        self._server.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        # Ending the task with its connection ends the long poll of a bot that was killed.
        self._server.connections.discard(self)
        if self._task:
            self._task.cancel()

    def cut(self) -> asyncio.Task[None] | None:
        """Close without a word; return what was being answered, if anything was."""
        if self._transport:
            self._transport.abort()
        return self._task

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except HttpParserError:
            self.cut()

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"content-type":
            self._kind = value

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        path, _, query = self._url.decode().partition("?")
        method = self._parser.get_method().decode()
        self._requests.append(Request(method, path, query, self._kind.decode(), self._body))
        self._url = self._kind = self._body = b""
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._answer())

    async def _answer(self) -> None:
        while self._requests and self._transport:
            try:
                response = await self._server.serve(self._requests.popleft())
            except CutConnection:
                self.cut()
                return
            except Exception:
                self.cut()  # a bot must not wait for a mistake of this server's, which asyncio reports
                raise
            self._transport.write(response.encode())
            if not self._parser.should_keep_alive():
                self._transport.close()
        self._task = None
