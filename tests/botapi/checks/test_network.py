"""What the loopback Telegram refuses because the bot sends too much, and what never arrives."""

import asyncio
from itertools import pairwise

import aiohttp
import pytest
from aiohttp import web

from tests.botapi import BotApi, Person
from tests.botapi.by_hand import post
from tests.botapi.checks.hook import Hook
from tests.botapi.line import Hole
from tests.botapi.objects import Json


async def hello(api: BotApi, person: Person) -> int:
    """Say hello; the seconds to wait if Telegram refuses it, else 0."""
    answer = await post(api, "sendMessage", chat_id=person.id, text="Hello")
    return int(answer["parameters"]["retry_after"]) if not answer["ok"] else 0


# --- rates -----------------------------------------------------------------------------------------------


async def test_a_bot_may_send_so_many_messages_a_second(api: BotApi) -> None:
    people = [api.person(f"Person{number}") for number in range(6)]
    for person in people:
        await person.send("/start")
    rate = api.rate(per_second=0.5, burst=4)
    assert [await hello(api, person) for person in people] == [0, 0, 0, 0, 2, 2]
    api.clock.move(2)
    assert [await hello(api, person) for person in people[:2]] == [0, 2]
    api.clock.move(3600)
    assert [await hello(api, person) for person in people] == [0, 0, 0, 0, 2, 2]
    assert (rate.taken, rate.refused, rate.refused_share) == (9, 5, 5 / 14)
    assert (await post(api, "getMe"))["ok"], "what shows nothing has no rate"
    assert api.refusals == []
    api.heal()
    assert await hello(api, people[0]) == 0
    with pytest.raises(ValueError, match="burst of 1"):
        api.rate(burst=0)


async def test_a_chat_has_a_rate_of_its_own_and_edits_count(api: BotApi, anna: Person) -> None:
    boris = api.person("Boris")
    await boris.send("/start")
    api.rate(per_second=30, burst=30, per_chat=(1, 2), retry_after=7)
    assert [await hello(api, anna) for _ in range(2)] == [0, 0]
    edit = {"chat_id": anna.id, "message_id": anna.last.id, "text": "Hello again"}
    assert (await post(api, "editMessageText", **edit))["parameters"] == {"retry_after": 7}
    assert await hello(api, boris) == 0
    api.clock.move(1)
    assert (await post(api, "editMessageText", **edit))["ok"]


async def test_a_limit_on_everybody(api: BotApi, anna: Person) -> None:
    api.limit(None, 3600)
    assert await hello(api, anna) == 3600
    api.clock.move(3600)
    assert await hello(api, anna) == 0


# --- holes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hole", "error", "sent"),
    [
        ("refused", aiohttp.ClientConnectorError, False),
        ("silent", TimeoutError, False),
        ("late", TimeoutError, True),
        ("cut", aiohttp.ClientPayloadError, True),
    ],
)
async def test_calls_into_a_hole(api: BotApi, anna: Person, hole: Hole, error: type[Exception], sent: bool) -> None:
    before = len(anna.chat.messages)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.1)) as session:
        url = f"{api.root}/bot{api.token}/sendMessage"
        async with api.hole(hole):
            with pytest.raises(error):
                async with session.post(url, json={"chat_id": anna.id, "text": "Hello"}) as answer:
                    await answer.read()
        assert len(anna.chat.messages) - before == sent
        assert (await post(api, "getMe"))["ok"], "afterwards it is as before, at the same address"


async def test_a_late_answer_comes(api: BotApi, anna: Person) -> None:
    async with api.hole("late"):
        calling = asyncio.create_task(post(api, "sendMessage", chat_id=anna.id, text="Hello"))
        await anna.see("Hello")
        assert not calling.done()
    assert (await calling)["ok"]


@pytest.mark.parametrize("hole", ["refused", "cut"])
async def test_a_hole_breaks_a_long_poll_and_nothing_is_lost(api: BotApi, anna: Person, hole: Hole) -> None:
    (first,) = (await post(api, "getUpdates"))["result"]
    polling = asyncio.create_task(post(api, "getUpdates", offset=first["update_id"] + 1, timeout=30))
    assert await api.telegram.changes.until(lambda: not api.pending, 5)
    async with api.hole(hole):
        with pytest.raises(aiohttp.ClientError):
            await polling
        await anna.send("still there?")
    (update,) = (await post(api, "getUpdates"))["result"]
    assert update["message"]["text"] == "still there?"


@pytest.mark.parametrize(("hole", "deliveries"), [("refused", 1), ("silent", 1), ("late", 1), ("cut", 2)])
async def test_a_webhook_behind_a_hole(api: BotApi, hook: Hook, hole: Hole, deliveries: int) -> None:
    async def take(_update: Json) -> web.Response:
        if api.telegram.line.hole:
            taken_in_the_hole.set()
        return web.Response()

    hook.answer = take
    taken_in_the_hole = asyncio.Event()
    await post(api, "setWebhook", url=hook.url)
    boris = api.person("Boris")
    async with api.hole(hole):
        await boris.send("/start")
        if hole == "cut":
            await taken_in_the_hole.wait()
        else:
            await run_what_is_ready()
        assert api.pending, "nothing is acknowledged through a hole"
    await boris.quiet(reply=False)
    assert len(hook.updates) >= deliveries
    assert not api.pending
    assert all(a == b for a, b in pairwise(hook.ids)), "it is the same update again"


async def test_there_is_one_hole_at_a_time(api: BotApi) -> None:
    with pytest.raises(ValueError, match="not black"):
        api.telegram.line.open_hole("black")  # type: ignore[arg-type]
    async with api.hole("silent"):
        with pytest.raises(ValueError, match="already"):
            api.telegram.line.open_hole("late")


async def run_what_is_ready() -> None:
    """Let everything that is ready run."""
    for _ in range(20):
        await asyncio.sleep(0)
