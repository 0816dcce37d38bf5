"""Telegram's deliveries: each is answered when its turn is saved."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.conversation import BusyError
from bot.metrics import REJECTED
from bot.store import StoreError
from bot.telegram.channel import Channel
from bot.telegram.dispatcher import Accepted, Dispatcher

HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST = 1 << 20  # bytes of a body; Telegram's updates have a few thousand


class Service(Protocol):
    """What takes deliveries and answers taps."""

    @property
    def channel(self) -> Channel:
        """Tells people that they are too fast."""

    @property
    def dispatcher(self) -> Dispatcher:
        """Takes updates in."""


class TooLargeError(Exception):
    """A body that no update has."""


def webhook_secret(token: str) -> str:
    """What Telegram shows with each delivery: the same in every process, and not to be guessed without the token."""
    return hmac.new(token.encode(), b"mesoguide webhook", hashlib.sha256).hexdigest()


@dataclass(slots=True)
class Webhook:
    """The address that only Telegram knows how to use. Deliveries come once it has the `service`."""

    secret: str
    service: Service | None = None

    async def receive(self, request: Request) -> Response:
        """200 when the update is saved or is none, with the answer to its callback query; 503: deliver it again."""
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), self.secret.encode()):
            REJECTED.labels("secret").inc()
            return Response(status_code=403)
        try:
            raw = json.loads(await _body(request))
        except TooLargeError:
            REJECTED.labels("too_large").inc()
            return Response(status_code=413)
        except (ValueError, RecursionError):
            REJECTED.labels("malformed").inc()
            return Response()
        if self.service is None:
            return Response(status_code=503)
        accepted = self.service.dispatcher.accept(raw)
        if accepted.saved:
            try:
                # A delivery that Telegram gives up must not stop the turn
                await asyncio.shield(accepted.saved)
            except (StoreError, BusyError):
                return Response(status_code=503)
        return _answer(accepted, self.service.channel)


async def _body(request: Request) -> bytes:
    """The whole body; raises `TooLargeError` as soon as it is known to be."""
    announced = request.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > LARGEST:
        raise TooLargeError
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise TooLargeError
    return bytes(body)


def _answer(accepted: Accepted, channel: Channel) -> Response:
    """Telegram takes one call in the body of the answer: the clock on the button is stopped without a request."""
    if accepted.query is None:
        return Response()
    call = {"method": "answerCallbackQuery", "callback_query_id": accepted.query}
    if accepted.dropped:
        call["text"] = channel.slowly(accepted.language)
    return JSONResponse(call)
