"""As much HTTP/1.1 as the stub needs: keep-alive, and the requests of a connection answered in their order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import NamedTuple, cast

from httptools import HttpRequestParser


class Request(NamedTuple):
    """A whole request."""

    path: str
    kind: str
    """Its Content-Type."""
    body: bytes


class Connection(asyncio.Protocol):
    """One connection. `handle` gets a request and calls `answer` once, at once or later."""

    def __init__(self, handle: Callable[[Request, Connection], None]) -> None:
        self.lost = False
        self._handle = handle
        self._parser = HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._path = self._kind = self._body = b""
        self._waiting: deque[Request] = deque()
        self._busy = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """As asyncio has it."""
        # uvloop's transports do not inherit from asyncio's
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio's signature
        """As asyncio has it."""
        self.lost = True

    def data_received(self, data: bytes) -> None:
        """As asyncio has it."""
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        """A piece of the address."""
        self._path += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        if name.lower() == b"content-type":
            self._kind = value

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._body += body

    def on_message_complete(self) -> None:
        """A request is whole. It waits while the one before it is unanswered."""
        self._waiting.append(Request(self._path.decode(), self._kind.decode(), self._body))
        self._path = self._kind = self._body = b""
        self._go_on()

    def answer(self, body: str) -> None:
        """Send a JSON text back."""
        content = body.encode()
        if self._transport and not self.lost:
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                % (len(content), content)
            )
        self._busy = False
        self._go_on()

    def _go_on(self) -> None:
        if self._waiting and not self._busy:
            self._busy = True
            self._handle(self._waiting.popleft(), self)
