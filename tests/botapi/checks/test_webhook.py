"""The loopback Telegram brings updates to a webhook until they are taken, and does what it is told in return."""

import asyncio
from random import Random
from typing import Any

import pytest
from aiohttp import web

from tests.botapi import BotApi, CutConnection, Person
from tests.botapi.by_hand import FACE, keyboard, post
from tests.botapi.checks.hook import Answer, Hook, always, fail, when
from tests.botapi.objects import Json


async def info(api: BotApi) -> Json:
    """What Telegram tells of the webhook."""
    answer: Json = (await post(api, "getWebhookInfo"))["result"]
    return answer


async def failed(api: BotApi, words: str) -> None:
    """Wait until Telegram tells of a delivery that failed so."""
    async with asyncio.timeout(10):
        while words not in (await info(api)).get("last_error_message", ""):
            pass


@pytest.fixture
async def anna(api: BotApi, hook: Hook) -> Person:
    """Somebody who can be written to; the webhook is set, and has taken her first message."""
    assert (await post(api, "setWebhook", url=hook.url))["ok"]
    person = api.person("Anna")
    await person.send("/start")
    await person.quiet(reply=False)
    return person


# --- what comes ------------------------------------------------------------------------------------------


async def test_an_update_comes_with_the_secret_and_is_done(api: BotApi, hook: Hook) -> None:
    await post(api, "setWebhook", url=hook.url, secret_token="s3cret_-", max_connections=5)
    anna = api.person("Anna")
    await anna.send("/start")
    await anna.quiet(reply=False)
    (update,), (headers,) = hook.updates, hook.headers
    assert update["update_id"] == 1
    assert update["message"]["text"] == "/start"
    assert headers["X-Telegram-Bot-Api-Secret-Token"] == "s3cret_-"
    assert headers["Content-Type"] == "application/json"
    assert (api.confirmed, api.acknowledged(1), api.pending) == (1, True, [])
    assert await info(api) == {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": 0,
        "max_connections": 5,
    }


async def test_without_a_secret_there_is_no_header(anna: Person, hook: Hook) -> None:
    assert "X-Telegram-Bot-Api-Secret-Token" not in hook.headers[0]


async def test_what_waits_comes_when_the_webhook_is_set(api: BotApi, hook: Hook) -> None:
    anna, boris = api.person("Anna"), api.person("Boris")
    for person in (anna, boris, anna):
        await person.send("/start")
    await post(api, "setWebhook", url=hook.url)
    await anna.quiet(reply=False)
    await boris.quiet(reply=False)
    assert sorted(hook.ids) == [1, 2, 3]


async def test_what_is_dropped_or_not_wanted_never_comes(api: BotApi, hook: Hook) -> None:
    anna = api.person("Anna")
    await anna.send("/start")
    wanted = {"url": hook.url, "drop_pending_updates": True, "allowed_updates": ["edited_message"]}
    await post(api, "setWebhook", **wanted)
    await anna.edit(await anna.send("typo"), "fixed")
    await anna.quiet(reply=False)
    assert [update["edited_message"]["text"] for update in hook.updates] == ["fixed"]
    assert not api.acknowledged(1)
    assert (await info(api))["allowed_updates"] == ["edited_message"]


async def test_a_fixed_address_is_used_in_place_of_the_host(api: BotApi, hook: Hook) -> None:
    url = hook.url.replace("127.0.0.1", "127.0.0.2")
    await post(api, "setWebhook", url=url, ip_address="127.0.0.1")
    anna = api.person("Anna")
    await anna.send("/start")
    await anna.quiet(reply=False)
    assert hook.headers[0]["Host"].startswith("127.0.0.2:")
    assert (await info(api))["ip_address"] == "127.0.0.1"


async def test_nothing_is_sent_beyond_this_machine(api: BotApi) -> None:
    await post(api, "setWebhook", url="https://example.com/hook")
    await api.person("Anna").send("/start")
    assert (await info(api))["pending_update_count"] == 1
    assert [update.deliveries for update in api.pending] == [0]


# --- calls in the answer ---------------------------------------------------------------------------------


async def test_a_call_in_the_answer_is_made(api: BotApi, hook: Hook, anna: Person) -> None:
    async def reply(update: Json) -> web.StreamResponse:
        if "callback_query" in update:
            answer = {"callback_query_id": update["callback_query"]["id"], "text": "Noted"}
            return web.json_response({"method": "answerCallbackQuery", **answer})
        text = {"text": "<b>Where?</b>", "parse_mode": "HTML", "reply_markup": keyboard([FACE])}
        return web.json_response({"method": "sendMessage", "chat_id": anna.id, **text})

    hook.answer = reply
    await anna.send("Hello")
    assert (await anna.next()).text == "Where?"
    await anna.quiet()
    assert (await anna.tap("Face")).text == "Noted"
    made = [call for call in api.calls if call.in_response]
    assert [call.method for call in made] == ["sendMessage", "answerCallbackQuery"]
    assert api.refusals == []


async def test_a_call_in_the_answer_that_fails_is_the_bots_to_know(api: BotApi, hook: Hook, anna: Person) -> None:
    answers = iter(
        [
            {"method": "sendMessage", "chat_id": anna.id, "text": "<p>", "parse_mode": "HTML"},
            {"method": "sendMassage"},
            {"method": "getUpdates"},
            {"method": "sendMessage", "chat_id": anna.id, "text": "lost"},
            {"method": "sendMessage", "chat_id": anna.id, "text": "at last"},
        ]
    )

    async def reply(_: Json) -> web.StreamResponse:
        return web.json_response(next(answers))

    hook.answer = reply
    for number in range(3):
        await anna.send(f"number {number}")
        await anna.quiet(reply=False)
    api.fail("sendMessage", CutConnection())
    await anna.send("number 3")
    await anna.send("number 4")
    await anna.see("at last")
    assert "lost" not in anna.screen
    assert [(call.method, call.in_response) for call in api.refusals] == [
        ("sendMessage", True),
        ("sendMassage", True),
        ("getUpdates", True),
    ]
    assert hook.ids == [1, 2, 3, 4, 5, 6], "none of them comes again"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b'{"method": "sendMessage", "chat_id": 1001, "text": "x"}', "text/plain"),
        (b'{"method": 5}', "application/json"),
        (b"[]", "application/json"),
        (b"{", "application/json"),
    ],
)
async def test_an_answer_without_a_call_is_just_an_answer(
    api: BotApi, hook: Hook, anna: Person, body: bytes, content_type: str
) -> None:
    hook.answer = always(body=body, content_type=content_type, status=202)
    await anna.send("Hello")
    await anna.quiet(reply=False)
    assert not [call for call in api.calls if call.in_response]


# --- until it is taken -----------------------------------------------------------------------------------


async def cut(_: Json) -> web.StreamResponse:
    raise CutConnection


async def say_nothing(_: Json) -> web.StreamResponse:
    await asyncio.Event().wait()
    return web.Response()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (fail, "Wrong response from the webhook: 503 Service Unavailable"),
        (always(status=302, headers={"Location": "/hook"}), "Wrong response from the webhook: 302 Found"),
        (cut, "Connection closed"),
        (say_nothing, "Read timeout expired"),
    ],
)
async def test_what_is_not_taken_comes_again(api: BotApi, hook: Hook, answer: Answer, words: str) -> None:
    api.telegram.courier.patience = 0.05
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
    hook.answer = always()
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


async def test_each_wait_is_twice_as_long_up_to_a_limit(api: BotApi, hook: Hook) -> None:
    async def refuse(_: Json) -> web.StreamResponse:
        return web.Response(status=500 + len(hook.updates))

    hook.answer = refuse
    api.telegram.courier.waits = 60, 150
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


async def test_a_tap_does_not_wait_for_a_message_of_the_same_person(api: BotApi, hook: Hook, anna: Person) -> None:
    await post(api, "sendMessage", chat_id=anna.id, text="Where?", reply_markup=keyboard([FACE]))
    gate = asyncio.Event()
    hook.answer = when(gate)
    await anna.send("two")
    await anna.send("three")
    for _ in range(2):
        anna.touch("area:face")
    await hook.came(3)
    assert sorted(hook.ids) == [1, 2, 4], "the first of each queue is under way, and nothing else"
    gate.set()
    assert await api.telegram.changes.until(lambda: not api.pending, 10)
    assert sorted(hook.ids) == [1, 2, 3, 4, 5]


async def test_a_tap_that_nobody_took_in_time_never_comes(api: BotApi, hook: Hook, anna: Person) -> None:
    await post(api, "sendMessage", chat_id=anna.id, text="Where?", reply_markup=keyboard([FACE]))
    hook.answer = fail
    anna.touch("area:face")
    await failed(api, "503")
    api.clock.move(151)
    hook.answer = always()
    await anna.send("three")
    await anna.quiet(reply=False)
    assert hook.ids[-1] == 3
    assert not api.acknowledged(2)


async def test_so_many_connections_and_no_more(api: BotApi, hook: Hook) -> None:
    gate = asyncio.Event()
    hook.answer = when(gate)
    await post(api, "setWebhook", url=hook.url, max_connections=3)
    people = [api.person(f"Person {number}") for number in range(9)]
    for person in people:
        await person.send("/start")
    await hook.came(3)
    await post(api, "getMe")
    assert len(hook.updates) == 3
    gate.set()
    await asyncio.gather(*(person.quiet(reply=False) for person in people))
    assert len(hook.updates) == 9


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


# --- setting it ------------------------------------------------------------------------------------------


async def test_a_webhook_that_is_deleted_gets_nothing_more(api: BotApi, hook: Hook, anna: Person) -> None:
    refused = await post(api, "getUpdates")
    assert refused["description"].startswith("Conflict: can't use getUpdates method while webhook is active")
    hook.answer = fail
    await anna.send("two")
    await failed(api, "503")
    await post(api, "deleteWebhook")
    tried = len(hook.updates)
    (update,) = (await post(api, "getUpdates"))["result"]
    assert update["update_id"] == 2
    assert len(hook.updates) == tried
    assert await info(api) == {"url": "", "has_custom_certificate": False, "pending_update_count": 1}


async def test_to_set_what_is_set_disturbs_nobody(api: BotApi, hook: Hook, anna: Person) -> None:
    gate = asyncio.Event()
    hook.answer = when(gate)
    await anna.send("two")
    await hook.came(2)
    await post(api, "setWebhook", url=hook.url)
    gate.set()
    await anna.quiet(reply=False)
    assert hook.ids == [1, 2]


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"url": "http://example.com"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "ftp://127.0.0.1"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://example.com:8000"}, "can be set up only on ports 80, 88, 443 or 8443"),
        ({"url": "https://"}, "bad webhook: invalid webhook URL specified"),
        ({"url": "https://exam ple.com"}, "bad webhook: invalid webhook URL specified"),
        ({"url": "https://xn--/"}, "bad webhook: invalid webhook URL specified"),
        ({"url": "https://example.com:port"}, "bad webhook: invalid webhook URL specified"),
        ({"secret_token": ""}, "secret token contains unallowed characters"),
        ({"secret_token": "a b"}, "secret token contains unallowed characters"),
        ({"secret_token": "я"}, "secret token contains unallowed characters"),
        ({"secret_token": "x" * 257}, "secret token contains unallowed characters"),
        ({"max_connections": 0}, "max_connections must be from 1 to 100"),
        ({"max_connections": 101}, "max_connections must be from 1 to 100"),
        ({"ip_address": "localhost"}, "bad webhook: IP address is invalid"),
    ],
)
async def test_a_webhook_that_telegram_refuses(api: BotApi, params: dict[str, Any], words: str) -> None:
    answer = await post(api, "setWebhook", **{"url": "https://example.com:8443/hook", **params})
    assert answer["error_code"] == 400
    assert words in answer["description"]
    assert (await info(api))["url"] == ""
