"""HTTP/1.1 over httptools, as much of it as a bot and a benchmark need.

A web framework would cost more than all the rest of a call, and a benchmark must never wait for its Telegram.
"""

import asyncio
import socket
from collections import deque
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import NamedTuple, cast

from httptools import HttpParserError, HttpRequestParser

from tests.botapi.errors import CutConnection
from tests.botapi.line import Line


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
    """Answers requests on the loopback address with `serve`, which raises CutConnection to say nothing.

    `line` is the network on the way to it.
    """

    def __init__(self, serve: Serve, line: Line | None = None) -> None:
        self.serve = serve
        self.line = line or Line()
        self.connections: set[_Connection] = set()
        self._server: asyncio.Server | None = None
        self._closed: socket.socket | None = None

    async def open(self, port: int) -> int:
        """Listen; return the port, which is a free one if 0 was asked for."""
        if self._closed:
            self._closed.close()
            self._closed = None
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", port, reuse_address=True)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Cut every connection."""
        if self._server:
            self._server.close()
            self._server = None
        if self._closed:
            self._closed.close()
            self._closed = None
        await self.cut()

    async def refuse(self) -> None:
        """Cut every connection and take no new one, until it is opened again. Nobody else gets the port meanwhile."""
        assert self._server
        address = self._server.sockets[0].getsockname()
        await self.close()
        self._closed = socket.socket()
        self._closed.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._closed.bind(address)  # without listening: whoever connects is refused

    async def cut(self) -> None:
        """Cut every connection that there is."""
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
        line = self._server.line
        while self._requests and self._transport:
            if line.swallows():
                return  # with this task still noted, what comes later is not answered either
            try:
                response = await self._server.serve(self._requests.popleft())
            except CutConnection:
                self.cut()
                return
            except Exception:
                self.cut()  # a bot must not wait for a mistake of this server's, which asyncio reports
                raise
            if line.swallows():
                return
            if line.hole == "late":
                await line.until_whole()
            content = response.encode()
            if line.hole == "cut":
                self._transport.write(content[: len(content) // 2])
                self._transport.close()
                return
            self._transport.write(content)
            if not self._parser.should_keep_alive():
                self._transport.close()
        self._task = None
