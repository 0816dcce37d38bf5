"""The server: Telegram's side of the HTTP, on the loopback address."""

import asyncio
import re
from collections.abc import Sequence
from itertools import count
from types import TracebackType
from typing import Any, NamedTuple, Self

from aiohttp import web

from tests.botapi import methods, wire
from tests.botapi.errors import ApiError, NotFound, Unauthorized
from tests.botapi.failures import CutConnection, Failure, Failures, Order
from tests.botapi.objects import Query
from tests.botapi.person import Group, Person
from tests.botapi.room import Room
from tests.botapi.state import Telegram

TOKEN = "123456789:TEST-TEST-TEST-TEST-TEST-TEST-TEST-"  # of the shape of a real one
_REPLIES = {"sendMessage", "sendPhoto", "sendDocument", "editMessageText", "editMessageReplyMarkup"}


class Call(NamedTuple):
    """A call that the bot made, and what it got."""

    method: str
    params: dict[str, Any]
    result: Any = None
    error: Failure | None = None
    injected: bool = False  # the error was ordered with `fail`


class BotApi:
    """A Bot API server for one bot, while the `async with` block lasts."""

    def __init__(
        self, token: str = TOKEN, username: str = "mesoguide_bot", port: int = 0, patience: float = 10.0
    ) -> None:
        self.token = token
        self.port = port
        self.patience = patience
        self.calls: list[Call] = []
        self.telegram = Telegram(token, username)
        self._failures = Failures()
        self._person_ids = count(1001)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=wire.BODY_LIMIT)
        app.router.add_route("*", "/{path:.*}", self._serve)
        # Cancelling a handler with its connection ends the long poll of a bot that was killed.
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.01)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._runner
        await self._runner.cleanup()

    @property
    def root(self) -> str:
        """Where the server is; python-telegram-bot's base_url is this and "/bot"."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def refusals(self) -> list[Call]:
        """The calls that a bot without mistakes wouldn't have made."""
        return [made for made in self.calls if made.error and not made.injected]

    def person(
        self,
        first_name: str = "Anna",
        language_code: str | None = "en",
        last_name: str | None = None,
        username: str | None = None,
    ) -> Person:
        """Somebody who has not written to the bot yet: it can't write to them either."""
        names = {"first_name": first_name, "last_name": last_name, "username": username}
        user = {"id": next(self._person_ids), "is_bot": False, **names, "language_code": language_code}
        known = {key: value for key, value in user.items() if value is not None}
        return Person(self.telegram, known, self.patience)

    def group(self, members: Sequence[Person], title: str = "Friends") -> Group:
        """A group of people to which the first has added the bot."""
        group_id = -1_000_000_000_000 - next(self._person_ids)
        return Group(self.telegram, group_id, title, members, self.patience)

    def fail(
        self,
        method: str,
        failure: Failure,
        *,
        times: int = 1,
        chat: Room | None = None,
        applied: bool = False,
    ) -> None:
        """Make the next calls of a method fail.

        With `applied`, what the bot asked for is done all the same, and only the answer is lost.
        """
        self._failures.add(Order(method, failure, chat.id if chat else None, times, applied))

    def heal(self) -> None:
        """Let everything work again."""
        self._failures.clear()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        try:
            method = self._method(request)
            result = await self._call(method, await wire.parameters(request))
        except ApiError as error:
            return web.json_response(error.as_json(), status=error.code)
        except CutConnection:
            assert request.transport
            request.transport.abort()
            raise asyncio.CancelledError from None  # as aiohttp does itself when a connection is lost
        return web.json_response({"ok": True, "result": result})

    def _method(self, request: web.Request) -> str:
        address = re.fullmatch(r"/bot(\d+:[\w-]+)/(\w+)", request.path, re.ASCII)
        if address is None or request.method not in ("GET", "POST"):
            raise NotFound
        if address[1] != self.token:
            raise Unauthorized
        return address[2]

    async def _call(self, method: str, params: dict[str, Any]) -> Any:
        result, error, order = None, None, None
        try:
            params = methods.prepare(method, params)
            order = self._failures.take(method, self._chat_id(params))
            if order is None or order.applied:
                result = await methods.play(self.telegram, method, params)
            if order:
                error = order.failure
        except ApiError as refusal:
            error, order = refusal, None
        self.calls.append(Call(method, params, result, error, injected=order is not None))
        if error is None or error.final or (order and order.applied):
            self._settle(method, params)
        if error:
            raise error
        return result

    def _query(self, params: dict[str, Any]) -> Query | None:
        return self.telegram.queries.get(str(params.get("callback_query_id")))

    def _chat_id(self, params: dict[str, Any]) -> int | None:
        query = self._query(params)
        chat_id = query.chat.id if query else params.get("chat_id")
        return chat_id if isinstance(chat_id, int) else None

    def _settle(self, method: str, params: dict[str, Any]) -> None:
        """Note that the bot will do no more about this: the people needn't wait for it."""
        query, chat = self._query(params), self.telegram.chats.get(self._chat_id(params) or 0)
        if query and not query.answered:
            query.refused = True
        if chat and (method in _REPLIES or (query and query.text)):
            self.telegram.replied(chat)
        self.telegram.changes.tell()
