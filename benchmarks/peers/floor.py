"""The floor: receive, parse, and the calls that the dialog needs. Nothing is decided and nothing is kept.

It has what the product has, aiohttp on uvloop, and no more: each button's data names the card that comes next.
"""

import asyncio
import json
from itertools import pairwise
from typing import Any

import aiohttp
import uvloop

from benchmarks.peers.common import API, CARDS, TOKEN

NAMES = [name for name in CARDS if name != "expect"]
NEXT = {**dict(pairwise(NAMES)), "expect": "area"}
MARKUPS = {
    name: {
        "inline_keyboard": [
            [{"text": label, "callback_data": NEXT.get(name, "area")} for label, _data in row] for row in card.rows
        ]
    }
    for name, card in CARDS.items()
}


async def call(session: aiohttp.ClientSession, method: str, **parameters: object) -> Any:  # noqa: ANN401  as JSON has it
    """One call; its result."""
    async with session.post(f"{API}/bot{TOKEN}/{method}", json=parameters) as response:
        return json.loads(await response.read())["result"]


async def show(session: aiohttp.ClientSession, name: str, method: str, **place: object) -> None:
    """Send a card or put it in place of another."""
    await call(session, method, **place, text=CARDS[name].text, parse_mode="HTML", reply_markup=MARKUPS[name])


async def reply(session: aiohttp.ClientSession, update: dict[str, Any]) -> None:
    """What one update is answered with."""
    query = update.get("callback_query")
    if query is None:
        await show(session, "welcome", "sendMessage", chat_id=update["message"]["chat"]["id"])
        return
    name, card = query["data"], query["message"]
    chat = card["chat"]["id"]
    await asyncio.gather(
        call(session, "answerCallbackQuery", callback_query_id=query["id"]),
        show(session, name, "editMessageText", chat_id=chat, message_id=card["message_id"]),
    )
    if name == "numbers":
        await show(session, "expect", "sendMessage", chat_id=chat)


async def main() -> None:
    """Poll until killed."""
    offset, replies = 0, set[asyncio.Task[None]]()
    async with aiohttp.ClientSession() as session:
        while True:
            for update in await call(session, "getUpdates", offset=offset, timeout=10):
                offset = update["update_id"] + 1
                task = asyncio.create_task(reply(session, update))
                replies.add(task)
                task.add_done_callback(replies.discard)


uvloop.run(main())
