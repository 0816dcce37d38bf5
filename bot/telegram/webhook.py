"""Telegram's deliveries: each is answered when its turn is saved."""

import asyncio
import hashlib
import hmac
import json
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.conversation import BusyError
from bot.metrics import REJECTED
from bot.store import StoreError
from bot.telegram.dispatcher import Accepted, Dispatcher

HEADER = "X-Telegram-Bot-Api-Secret-Token"
MAX_BYTES = 1 << 20  # of a body; Telegram's updates have a few thousand


class TooLargeError(Exception):
    """A body that no update has."""


def webhook_secret(token: str) -> str:
    """What Telegram shows with each delivery: the same in every process, and not to be guessed without the token."""
    return hmac.new(token.encode(), b"mesoguide webhook", hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Webhook:
    """The handler of the address that only Telegram knows how to use."""

    secret: str
    dispatcher: Dispatcher

    async def receive(self, request: Request) -> Response:
        """200 when the update is saved or is none, with the answer to its callback query; 503: deliver it again.

        403 without the secret, 413 for a body of more than `MAX_BYTES`.
        """
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
        accepted = self.dispatcher.accept(raw)
        if accepted.saved:
            try:
                # A delivery that Telegram gives up must not stop the turn
                await asyncio.shield(accepted.saved)
            except (StoreError, BusyError):
                return Response(status_code=503)
        return self._answer(accepted)

    def _answer(self, accepted: Accepted) -> Response:
        """Telegram takes one call in the body of the answer: the clock on the button is stopped without a request."""
        if accepted.query is None:
            return Response()
        call = {"method": "answerCallbackQuery", "callback_query_id": accepted.query}
        if accepted.dropped:
            call["text"] = self.dispatcher.channel.slow_down_text(accepted.language)
        return JSONResponse(call)


async def _body(request: Request) -> bytes:
    """The whole body; raises `TooLargeError` as soon as it is known to be."""
    announced = request.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > MAX_BYTES:
        raise TooLargeError
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            raise TooLargeError
    return bytes(body)
