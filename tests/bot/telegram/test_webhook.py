"""Webhook mode, as Telegram, a stranger and an operator's tools meet it: a process with its web server."""

import asyncio
import json
import os
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import pytest
import pytest_asyncio

from bot.telegram.webhook import webhook_secret
from tests.botapi import BotApi, Person
from tests.kit.answers import progress
from tests.kit.programs import TOKEN, by_webhook, ended, environment, mesoguide

SECRET = webhook_secret(TOKEN)
pytestmark = pytest.mark.asyncio(loop_scope="module")

HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Bot(NamedTuple):
    """The bot, and ways to ask it."""

    api: BotApi
    root: str
    process: asyncio.subprocess.Process
    http: aiohttp.ClientSession

    async def deliver(self, body: bytes | str, secret: str | None = SECRET) -> tuple[int, str]:
        """Bring something to the webhook; status and body of the answer."""
        headers = {"Content-Type": "application/json"} | ({HEADER: secret} if secret is not None else {})
        async with self.http.post(f"{self.root}/telegram", data=body, headers=headers) as answer:
            return answer.status, await answer.text()

    async def get(self, path: str) -> tuple[int, str]:
        async with self.http.get(f"{self.root}{path}") as answer:
            return answer.status, await answer.text()


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'conversations.sqlite3'}"


@asynccontextmanager
async def at_work(folder: Path) -> AsyncIterator[Bot]:
    async with (
        BotApi(token=TOKEN) as api,
        by_webhook(api, folder, f"sqlite:///{folder / 'conversations.sqlite3'}") as (process, root),
        aiohttp.ClientSession() as http,
    ):
        yield Bot(api, root, process, http)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bot]:
    """One bot for all tests that do not stop it, each with people of its own."""
    async with at_work(tmp_path_factory.mktemp("webhook")) as working:
        yield working


async def to_question_two(person: Person) -> None:
    await person.send("/start")
    await person.see("Hello")
    await person.tap("I am 18 or older")
    await person.see(progress("area"))
    await person.tap("Face")
    await person.see(progress("concern"))


def update(number: int, chat: int, text: str) -> dict[str, Any]:
    user = {"id": chat, "is_bot": False, "first_name": "Anna", "language_code": "en"}
    message = {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}, "from": user}
    return {"update_id": number, "message": {**message, "text": text}}


async def test_a_conversation_by_webhook_answers_each_tap_in_the_body_of_the_delivery(bot: Bot) -> None:
    anna, before = bot.api.person(first_name="Anna", language_code="en"), len(bot.api.calls)
    await to_question_two(anna)
    await anna.quiet()
    answers = [call for call in bot.api.calls[before:] if call.method == "answerCallbackQuery"]
    assert len(answers) == 2
    assert all(call.in_response for call in answers), "a request of its own is one too many"
    assert not bot.api.refusals


async def test_what_does_not_know_the_secret_is_sent_away(bot: Bot) -> None:
    body, before = json.dumps(update(1, 5, "/start")), len(bot.api.calls)
    for wrong in (None, "", "x", SECRET[:-1], SECRET + "0", "ключ".encode().decode("latin-1")):
        status, said = await bot.deliver(body, wrong)
        assert (status, said) == (403, "")
    assert not [call for call in bot.api.calls[before:] if call.method == "sendMessage"]


async def test_a_body_that_no_update_has_is_refused(bot: Bot) -> None:
    async def in_pieces() -> AsyncIterator[bytes]:
        for _piece in range(20):
            yield b"x" * 100_000

    for body in (BytesIO(b"x" * (1 << 20 | 1)), in_pieces()):
        async with bot.http.post(f"{bot.root}/telegram", data=body, headers={HEADER: SECRET}) as answer:
            assert answer.status == 413


MALFORMED = (
    *(b"", b"{", b"[]", b"null", b"{}", b'"update"', b"\xff\xfe", b'{"update_id": "1"}', b"[" * 100_000),
    *(b'{"update_id": true, "message": {}}', b'{"update_id": 7}', b'{"update_id": 8, "message": 5}'),
    b'{"update_id": 9, "message": {"chat": {"id": 5}}}',
)


async def test_what_is_no_update_is_not_delivered_for_ever(bot: Bot) -> None:
    async def rejected() -> float:
        counts = (await bot.get("/metrics"))[1]
        found = re.findall(r'updates_rejected_total\{reason="(?:malformed|other)"\} ([\d.]+)', counts)
        return sum(map(float, found))

    for number, body in enumerate(MALFORMED, int(await rejected()) + 1):
        assert (await bot.deliver(body))[0] == 200, body
        assert await rejected() == number, body
        assert (await bot.get("/healthz"))[0] == 200, body


async def test_the_same_update_twice_is_answered_once(bot: Bot) -> None:
    anna = bot.api.person(first_name="Anna", language_code="en")
    await to_question_two(anna)
    sent = len([call for call in bot.api.calls if call.method in ("sendMessage", "editMessageText")])
    again = json.dumps(update(4_000_001, anna.id, "2"))
    assert await asyncio.gather(*(bot.deliver(again) for _ in range(5))) == [(200, "")] * 5
    await anna.see(progress("severity"))
    now = len([call for call in bot.api.calls if call.method in ("sendMessage", "editMessageText")])
    assert now == sent + 1


async def test_tools_learn_that_it_lives_works_and_what_it_did(bot: Bot) -> None:
    async def number(sample: str) -> float:
        (found,) = re.findall(rf"^{re.escape(sample)} (\S+)$", (await bot.get("/metrics"))[1], re.MULTILINE) or [0]
        return float(found)

    told = (
        'mesoguide_turns_total{outcome="saved"}',
        'mesoguide_api_calls_total{method="editMessageText",result="200"}',
    )
    before = [await number(sample) for sample in told]
    anna = bot.api.person(first_name="Anna-Katharina", language_code="en")
    await to_question_two(anna)
    await anna.quiet()
    assert [await number(sample) for sample in told] == [one + 2 for one in before]
    assert await bot.get("/healthz") == (200, "ok")
    status, said = await bot.get("/readyz")
    assert (status, json.loads(said)) == (200, {"database": "ok", "telegram": "ok"})
    _status, counts = await bot.get("/metrics")
    assert "mesoguide_turn_seconds_bucket" in counts
    assert "mesoguide_updates_in_hand 0.0" in counts
    for secret in (TOKEN, "Anna", "face", str(anna.id)):
        assert secret not in counts
    assert (await bot.get("/anything"))[0] == 404
    assert (await bot.get("/telegram"))[0] == 405


async def test_a_stopped_bot_ends_what_is_in_hand_and_stays_stopped(tmp_path: Path) -> None:
    async with at_work(tmp_path) as bot:
        anna = bot.api.person(first_name="Anna", language_code="en")
        await to_question_two(anna)
        card = anna.last
        await anna.send("2")
        bot.process.send_signal(signal.SIGTERM)
        status, log = await ended(bot.process)
        assert status == 0
        assert "Traceback" not in log
        assert card is not anna.last, "the last answer got its reply"
        assert anna.last.text.startswith(progress("severity"))


@pytest.mark.parametrize(
    ("settings", "arguments", "sentence"),
    [
        ({}, ("--processes", "2"), "Telegram lets one process poll"),
        ({"LISTEN": "127.0.0.1:8090"}, ("--processes", "2"), "Telegram lets one process poll"),
        (
            {"WEBHOOK_URL": "http://127.0.0.1:8090/telegram", "LISTEN": "127.0.0.1:8090"},
            ("--processes", "2"),
            "Several processes cannot share an SQLite database",
        ),
        ({"LISTEN": "192.0.2.1:80"}, (), "LISTEN: 192.0.2.1:80 cannot be used"),
    ],
)
async def test_what_cannot_work_is_one_sentence(
    tmp_path: Path, database: str, settings: dict[str, str], arguments: tuple[str, ...], sentence: str
) -> None:
    async with BotApi(token=TOKEN) as api:
        known = environment(database, BOT_TOKEN=TOKEN, BOT_API_URL=api.root, **settings)
        status, said = await ended(await mesoguide(known, tmp_path, "run", *arguments))
    assert status == 2
    assert sentence in said
    assert len(said.strip().splitlines()) == 1
    assert TOKEN not in said


async def test_a_key_is_not_rotated_where_none_is_set(tmp_path: Path, database: str) -> None:
    status, said = await ended(await mesoguide(environment(database), tmp_path, "keys", "--rotate"))
    assert (status, said.count("\n")) == (2, 1)
    assert "DATA_KEY is not set here" in said
    assert list(tmp_path.iterdir()) == [], "no database is made on the way"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
async def test_settings_that_may_not_be_read_are_one_sentence(tmp_path: Path, database: str) -> None:
    (tmp_path / ".env").touch(mode=0o000)
    status, said = await ended(await mesoguide(environment(database), tmp_path, "run"))
    assert (status, said.count("\n")) == (2, 1)
    assert ".env cannot be read" in said
