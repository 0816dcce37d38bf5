"""Calls without a bot: for tests of this server itself, and for whoever wants to see an answer whole."""

from contextlib import AbstractAsyncContextManager
from typing import Any

import aiohttp
from telegram import Bot
from telegram.request import HTTPXRequest

from tests.botapi.server import BotApi

FACE = {"text": "Face", "callback_data": "area:face"}
"""A button."""


async def post(api: BotApi, method: str, **params: Any) -> dict[str, Any]:
    """Call a method with a JSON body; return the body of the answer."""
    url = f"{api.root}/bot{api.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, json=params) as response:
        answer: dict[str, Any] = await response.json()
        assert response.status == answer.get("error_code", 200)
        return answer


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    """An inline keyboard of these rows of buttons."""
    return {"inline_keyboard": list(rows)}


def library(api: BotApi) -> AbstractAsyncContextManager[Bot]:
    """python-telegram-bot's client of this server."""
    unsafe = {"verify": False}  # no time for certificates: there is no TLS on the loopback address
    requests = HTTPXRequest(httpx_kwargs=unsafe), HTTPXRequest(httpx_kwargs=unsafe)
    return Bot(api.token, f"{api.root}/bot", request=requests[0], get_updates_request=requests[1])
