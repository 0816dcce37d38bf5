"""Updates pushed to a bot's own server, as setWebhook asks for."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from httptools import HttpResponseParser

CONNECTIONS = 40
"""What Telegram opens unless told otherwise."""

AGAIN = 0.2
"""Seconds until an update is offered again that the bot did not take."""


class Webhook:
    """Deliveries to one address over a few connections that stay open.

    `parameters` are those of setWebhook; `call` plays a call that the body of a reply holds.
    """

    def __init__(self, parameters: dict[str, Any], call: Callable[[str, dict[str, Any]], str]) -> None:
        address = urlsplit(str(parameters["url"]))
        self._host, self._port = address.hostname or "", address.port or 80
        self._head = (
            f"POST {address.path or '/'} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {parameters.get('secret_token', '')}\r\n"
        )
        self._call = call
        self._most = int(parameters.get("max_connections") or CONNECTIONS)
        self._open = 0
        self._free: list[_Delivery] = []
        self._updates: deque[str] = deque()
        self._tasks: set[asyncio.Task[None]] = set()

    def push(self, update: str) -> None:
        """Deliver `update` as soon as a connection is free."""
        self._updates.append(update)
        self._deliver()

    def _deliver(self) -> None:
        while self._updates and self._free:
            self._free.pop().send(self._head, self._updates.popleft())
        if self._updates and self._open < self._most:
            self._open += 1
            task = asyncio.create_task(self._connect())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            _, delivery = await loop.create_connection(lambda: _Delivery(self), self._host, self._port)
        except OSError:
            self._open -= 1
            loop.call_later(AGAIN, self._deliver)
        else:
            self.taken(delivery, "")

    def taken(self, delivery: _Delivery, body: str) -> None:
        """A delivery is over, and the bot's reply may hold a call."""
        if body.startswith("{"):
            call = json.loads(body)
            self._call(call.pop("method", ""), call)
        self._free.append(delivery)
        self._deliver()

    def refused(self, delivery: _Delivery, update: str) -> None:
        """The bot did not take an update: it is offered again after a while."""
        self._updates.appendleft(update)
        self._free.append(delivery)
        asyncio.get_running_loop().call_later(AGAIN, self._deliver)

    def lost(self, delivery: _Delivery, update: str) -> None:
        """A connection ended, perhaps with an update in hand."""
        self._open -= 1
        if delivery in self._free:
            self._free.remove(delivery)
        if update:
            self._updates.appendleft(update)
            asyncio.get_running_loop().call_later(AGAIN, self._deliver)


class _Delivery(asyncio.Protocol):
    """One connection, with at most one update in hand."""

    def __init__(self, webhook: Webhook) -> None:
        self._webhook = webhook
        self._parser = HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._update = ""
        self._body = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports do not inherit from asyncio's
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio's signature
        self._webhook.lost(self, self._update)

    def send(self, head: str, update: str) -> None:
        if self._transport:
            self._update = update
            self._transport.write(f"{head}Content-Length: {len(update)}\r\n\r\n{update}".encode())

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        update, self._update = self._update, ""
        body, self._body = self._body.decode(), b""
        if self._parser.get_status_code() == 200:  # noqa: PLR2004  as HTTP has it
            self._webhook.taken(self, body)
        else:
            self._webhook.refused(self, update)
