"""The loopback Telegram brings each update to a webhook until it is taken."""

import asyncio
from collections.abc import AsyncIterator
from random import Random

import pytest
from aiohttp import web

from tests.botapi import BotApi, CutConnection, Person
from tests.botapi.by_hand import post
from tests.botapi.hook import Answer, Hook, fail, failed, info, ok, when
from tests.botapi.objects import Json


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    async with Hook.open() as ours:
        yield ours


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(webhook_waits=(0.001, 0.01)) as server:
        yield server


@pytest.fixture
async def anna(api: BotApi, hook: Hook) -> Person:
    """Somebody who can be written to; the webhook is set, and has taken her first message."""
    assert (await post(api, "setWebhook", url=hook.url))["ok"]
    person = api.person("Anna")
    await person.send("/start")
    await person.quiet(reply=False)
    return person


# --- until it is taken -----------------------------------------------------------------------------------


async def cut(_: Json) -> web.StreamResponse:
    raise CutConnection


async def say_nothing(_: Json) -> web.StreamResponse:
    await asyncio.Event().wait()
    return web.Response()


async def go_elsewhere(_: Json) -> web.StreamResponse:
    raise web.HTTPFound("/hook")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (fail, "Wrong response from the webhook: 503 Service Unavailable"),
        (go_elsewhere, "Wrong response from the webhook: 302 Found"),
        (cut, "Connection closed"),
        (say_nothing, "Read timeout expired"),
    ],
)
async def test_what_is_not_taken_comes_again(hook: Hook, answer: Answer, words: str) -> None:
    async with BotApi(webhook_waits=(0.001, 0.01), webhook_patience=0.05) as api:
        await post(api, "setWebhook", url=hook.url)
        hook.answer = answer
        anna = api.person("Anna")
        await anna.send("/start")
        await anna.send("two")
        await hook.came(3)
        await failed(api, words)
        assert (await info(api))["pending_update_count"] == 2
        assert (await info(api))["last_error_date"] - api.clock.date() in (-1, 0)
        assert set(hook.ids) == {1}, "the second waits for the first"
        hook.answer = ok
        await anna.quiet(reply=False)
        assert hook.ids[-2:] == [1, 2]


async def test_a_bot_that_is_not_there_gets_everything_when_it_comes(api: BotApi, hook: Hook) -> None:
    await post(api, "setWebhook", url="http://127.0.0.1:9/hook")
    anna = api.person("Anna")
    await anna.send("/start")
    await failed(api, "Connection refused")
    await post(api, "setWebhook", url=hook.url)
    await anna.quiet(reply=False)
    assert hook.ids == [1]
    assert "last_error_message" not in await info(api)


async def test_each_wait_is_twice_as_long_up_to_a_limit(hook: Hook) -> None:
    async def refuse(_: Json) -> web.StreamResponse:
        return web.Response(status=500 + len(hook.updates))

    hook.answer = refuse
    async with BotApi(webhook_waits=(60, 150)) as api:
        await post(api, "setWebhook", url=hook.url)
        await api.person("Anna").send("/start")
        for tries, seconds in enumerate((60, 120, 150, 150), start=1):
            await failed(api, str(500 + tries))
            api.clock.move(seconds - 5)
            await info(api)
            assert len(hook.updates) == tries
            api.clock.move(5)
            await hook.came(tries + 1)


async def test_an_update_comes_again_though_it_was_taken(api: BotApi, hook: Hook, anna: Person) -> None:
    api.repeat()
    await anna.send("twice")
    await anna.send("once")
    await anna.quiet(reply=False)
    assert hook.ids == [1, 2, 2, 3]
    api.redeliver(1)
    await anna.quiet(reply=False)
    assert hook.ids == [1, 2, 2, 3, 1]
    assert api.confirmed == 3


# --- order -----------------------------------------------------------------------------------------------


async def test_one_after_the_other_in_a_chat_and_chats_side_by_side(api: BotApi, hook: Hook) -> None:
    gate = asyncio.Event()
    hook.answer = when(gate)
    await post(api, "setWebhook", url=hook.url, max_connections=3)
    people = [api.person(f"Person {number}") for number in range(5)]
    for text in ("/start", "two"):
        for person in people:
            await person.send(text)
    await hook.came(3)
    await info(api)
    assert hook.ids == [1, 2, 3]
    gate.set()
    for person in people:
        await person.quiet(reply=False)
    assert sorted(hook.ids) == list(range(1, 11))
    for number, _ in enumerate(people, start=1):
        assert hook.ids.index(number) < hook.ids.index(number + 5)


async def test_shuffled_updates_overtake_and_overlap(api: BotApi, hook: Hook, anna: Person) -> None:
    gate = asyncio.Event()
    hook.answer = when(gate)
    api.shuffle = Random(7)
    for number in range(8):
        await anna.send(f"number {number}")
    await hook.came(9)
    assert hook.ids != sorted(hook.ids)
    assert sorted(hook.ids) == list(range(1, 10))
    gate.set()
    await anna.quiet(reply=False)
    assert sorted(hook.ids) == list(range(1, 10))


# --- many at once ----------------------------------------------------------------------------------------


async def test_a_hundred_people_at_once(api: BotApi, hook: Hook) -> None:
    async def reply(update: Json) -> web.StreamResponse:
        message = update["message"]
        said = {"chat_id": message["chat"]["id"], "text": f"You said {message['text']}"}
        return web.json_response({"method": "sendMessage", **said})

    async def talk(person: Person) -> None:
        for number in range(5):
            await person.send(f"number {number}")
            assert (await person.next()).text == f"You said number {number}"

    hook.answer = reply
    await post(api, "setWebhook", url=hook.url)
    await asyncio.gather(*(talk(api.person(f"Person {number}")) for number in range(100)))
    assert sorted(hook.ids) == list(range(1, 501))
    assert api.refusals == []
