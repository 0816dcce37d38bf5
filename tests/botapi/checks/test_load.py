"""The people of a benchmark measure what they wait for, and nothing else counts as an answer."""

import asyncio

import pytest

from tests.botapi import TOKEN
from tests.botapi.by_hand import FACE, keyboard
from tests.botapi.load.scenes import SCENES
from tests.botapi.load.visitor import Bot, Script, Turn, WrongReplyError

START, FIRST = Turn("/start", ["Hello"]), Turn("Face", ["Where?"])


async def card(bot: Bot, method: str, text: str, **where: object) -> None:
    await bot.api.take(method, {"chat_id": 5, "text": text, "reply_markup": keyboard([FACE]), **where})


async def test_a_turn_lasts_until_the_card_stands_and_the_tap_is_answered() -> None:
    bot = Bot(TOKEN)
    anna = bot.join(5)
    begun = asyncio.create_task(anna.take(START))
    (update,) = await bot.api.take("getUpdates", {"timeout": 5})
    assert update["message"]["text"] == "/start"
    await card(bot, "sendMessage", "Hello")
    assert await begun > 0
    tapped = asyncio.create_task(anna.take(FIRST))
    (update,) = await bot.api.take("getUpdates", {"timeout": 5, "offset": update["update_id"] + 1})
    query = update["callback_query"]
    await card(bot, "editMessageText", "Where?", message_id=query["message"]["message_id"])
    await asyncio.sleep(0)
    assert not tapped.done(), "the clock on the button still runs"
    await bot.api.take("answerCallbackQuery", {"callback_query_id": query["id"]})
    assert await tapped > 0
    bot.leave(anna)
    assert not bot.api.telegram.messages, "nothing is kept of who has left"


async def test_another_reply_ends_the_scene() -> None:
    bot = Bot(TOKEN)
    never = {"arrive": [START], "around": [FIRST], "others": [], "longest": [], "back": [FIRST], "day": ["", []]}
    looking = asyncio.ensure_future(SCENES["look"](bot, Script(never), first=5, people=1, at_once=1))
    await bot.api.take("getUpdates", {"timeout": 5})
    await card(bot, "sendMessage", "Good day")
    with pytest.raises(WrongReplyError, match="'Good day' instead of"):
        await looking
