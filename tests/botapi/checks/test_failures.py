"""What goes wrong on the loopback Telegram because a test wants it to."""

import asyncio
from random import Random
from typing import Any

import aiohttp
import pytest
from telegram import Bot
from telegram.error import Forbidden as ForbiddenByTelegram
from telegram.error import NetworkError, RetryAfter

from tests.botapi import BotApi, Person
from tests.botapi.by_hand import post
from tests.botapi.errors import BadGateway, BadRequest, CutConnection, Failure, Forbidden, ServerError, TooManyRequests


async def test_failures(api: BotApi, bot: Bot, anna: Person) -> None:
    boris = api.person("Boris")
    await boris.send("/start")
    failures: list[tuple[Failure, type[Exception]]] = [
        (TooManyRequests(retry_after=3), RetryAfter),
        (ServerError(), NetworkError),
        (Forbidden(), ForbiddenByTelegram),
        (CutConnection(), NetworkError),
    ]
    for failure, raised in failures:
        api.fail("sendMessage", failure, chat=anna)
        await bot.send_message(boris.id, "Hello")
        with pytest.raises(raised):
            await bot.send_message(anna.id, "Hello")
        await bot.send_message(anna.id, "Hello again")
    assert "Hello\n" not in anna.screen
    assert api.refusals == []
    with pytest.raises(ValueError, match="no method"):
        api.fail("sendMassage", ServerError())


async def test_an_answer_can_be_lost_after_the_deed(api: BotApi, bot: Bot, anna: Person) -> None:
    api.fail("sendMessage", CutConnection(), times=2, applied=True)
    with pytest.raises(NetworkError):
        await bot.send_message(anna.id, "Hello")
    assert anna.last.text == "Hello"
    api.heal()
    await bot.send_message(anna.id, "Hello again")


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("sendMessage", {}, 'can\'t parse entities: Unsupported start tag "p" at byte offset 0'),
        ("editMessageText", {"message_id": 2}, "message to edit not found"),
        ("editMessageText", {"message_id": 2}, "message can't be edited"),
        ("editMessageText", {"message_id": 2}, "message is not modified"),
    ],
)
async def test_telegram_can_be_made_to_refuse_what_it_would_take(
    api: BotApi, anna: Person, method: str, params: dict[str, Any], words: str
) -> None:
    await post(api, "sendMessage", chat_id=anna.id, text="Hello")
    api.fail(method, BadRequest(words))
    answer = await post(api, method, chat_id=anna.id, text="Hello again", **params)
    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {words}"}
    assert anna.last.text == "Hello"
    assert (await post(api, method, chat_id=anna.id, text="Hello again", **params))["ok"]
    assert api.refusals == []


# --- limits and the clock --------------------------------------------------------------------------------


async def test_a_chat_with_a_limit(api: BotApi, anna: Person) -> None:
    boris = api.person("Boris")
    await boris.send("/start")
    for person in (anna, boris):
        await post(api, "sendMessage", chat_id=person.id, text="Hello")
    api.limit(anna, 30)
    api.clock.move(10.5)
    calls: list[tuple[str, dict[str, Any]]] = [
        ("sendMessage", {"text": "Hello again"}),
        ("editMessageText", {"text": "Hello again", "message_id": anna.last.id}),
    ]
    for method, params in calls:
        answer = await post(api, method, chat_id=anna.id, **params)
        assert answer["error_code"] == 429
        assert answer["description"] == "Too Many Requests: retry after 20"
        assert answer["parameters"] == {"retry_after": 20}
    assert (await post(api, "sendChatAction", chat_id=anna.id, action="typing"))["ok"]
    assert (await post(api, "sendMessage", chat_id=boris.id, text="Hello again"))["ok"]
    assert anna.last.text == "Hello"
    api.clock.move(20)
    for method, params in calls:
        assert (await post(api, method, chat_id=anna.id, **params))["ok"]
    api.limit(anna, 30)
    api.heal()
    assert (await post(api, "sendMessage", chat_id=anna.id, text="Hello"))["ok"]
    assert api.refusals == []


async def test_the_clock_moves_dates_and_never_back(api: BotApi, anna: Person) -> None:
    before = anna.chat.messages[0].date
    api.clock.move(3600)
    assert 3600 <= (await anna.send("an hour later")).date - before < 3660
    with pytest.raises(ValueError, match="go back"):
        api.clock.move(-1)


# --- storms ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "raised", "done"),
    [
        ("429", RetryAfter, False),
        ("500", NetworkError, False),
        ("cut", NetworkError, False),
        ("cut_applied", NetworkError, True),
        ("forbidden", ForbiddenByTelegram, False),
        ("bad_gateway_html", NetworkError, False),
    ],
)
async def test_every_fault_of_a_storm(
    api: BotApi, bot: Bot, anna: Person, kind: str, raised: type[Exception], done: bool
) -> None:
    struck = api.storm(Random(7), {kind: 1})
    with pytest.raises(raised):
        await bot.send_message(anna.id, "Hello")
    assert struck == {kind: 1}
    assert ("Hello" in anna.screen) == done
    assert [(call.injected, call.refused) for call in api.calls[-1:]] == [(True, False)]
    await bot.send_chat_action(anna.id, "typing")
    api.heal()
    await bot.send_message(anna.id, "Hello again")


async def test_the_proxies_before_telegram_know_no_json(api: BotApi, anna: Person) -> None:
    api.fail("getMe", BadGateway())
    url = f"{api.root}/bot{api.token}/getMe"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
        assert "<h1>502 Bad Gateway</h1>" in await answer.text()


async def test_a_slow_call_is_done_late_and_refused_as_ever(api: BotApi, anna: Person) -> None:
    struck = api.storm(Random(7), {"slow": 1}, slow_seconds=3600)
    calls = [
        asyncio.create_task(post(api, "sendMessage", chat_id=anna.id, text="Hello")),
        asyncio.create_task(post(api, "sendMessage", chat_id=5, text="Hello")),
    ]
    async with asyncio.timeout(10):
        while struck["slow"] < 2:
            await post(api, "getMe")
    assert "Hello" not in anna.screen
    api.clock.move(3600)
    sent, refused = await asyncio.gather(*calls)
    assert sent["ok"]
    assert "Hello" in anna.screen
    assert refused["description"] == "Bad Request: chat not found"
    assert len(api.refusals) == 1
    assert not [call for call in api.calls if call.injected]


async def test_a_late_answer_is_to_something_done_at_once(api: BotApi, anna: Person) -> None:
    api.storm(Random(7), {"late": 1}, slow_seconds=3600)
    calling = asyncio.create_task(post(api, "sendMessage", chat_id=anna.id, text="Hello"))
    await anna.see("Hello")
    assert not calling.done()
    api.clock.move(3600)
    assert (await calling)["ok"]


async def test_a_storm_with_the_same_seed_is_the_same(api: BotApi, anna: Person) -> None:
    async def weather(seed: int) -> list[int]:
        chances = {"429": 0.2, "500": 0.1, "forbidden": 0.1}
        struck = api.storm(Random(seed), chances, methods=["sendMessage"], retry_after=5)
        answers = [await post(api, "sendMessage", chat_id=anna.id, text="Hello") for _ in range(60)]
        codes = [answer.get("error_code", 200) for answer in answers]
        assert sum(struck.values()) == len(codes) - codes.count(200)
        return codes

    first = await weather(7)
    assert set(first) == {200, 403, 429, 500}
    assert 25 < first.count(200) < 50
    assert await weather(7) == first
    assert await weather(8) != first
    assert api.refusals == []


@pytest.mark.parametrize(
    ("chances", "methods", "words"),
    [
        ({"404": 0.1}, ["sendMessage"], "but no 404"),
        ({"429": 0.6, "500": 0.5}, ["sendMessage"], "nor be more than 1 together"),
        ({"429": -0.1}, ["sendMessage"], "can't be below 0"),
        ({"429": 0.1}, ["sendMassage"], "no method sendMassage"),
    ],
)
async def test_no_such_storm(api: BotApi, chances: dict[str, float], methods: list[str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        api.storm(Random(7), chances, methods=methods)


# --- what is remembered of calls -------------------------------------------------------------------------


@pytest.mark.parametrize(("kept", "remembered"), [(None, "abcde"), (2, "ce"), (0, "c")])
async def test_old_calls_are_forgotten_but_no_refusal(kept: int | None, remembered: str) -> None:
    async with BotApi(kept=kept) as api:
        anna = api.person("Anna")
        await anna.send("/start")
        for text in "abcde":
            await post(api, "sendMessage", chat_id=5 if text == "c" else anna.id, text=text)
        assert "".join(call.params["text"] for call in api.calls) == remembered
        assert [call.params["text"] for call in api.refusals] == ["c"]
        assert api.calls.made == 5
