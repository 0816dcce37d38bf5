"""100,000 random and malformed updates: nothing breaks, nobody is left waiting, no chat gets stuck."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from structlog.testing import capture_logs
from telegram.request import RequestData

from bot.app import open_conversation
from bot.logs import describe
from bot.settings import Settings
from bot.telegram.channel import Channel
from bot.telegram.client.api import Api
from bot.telegram.client.transport import AiohttpTransport
from bot.telegram.dispatcher import Dispatcher
from tests.botapi import TOKEN
from tests.kit.words import listed

UPDATES = 100_000
PEOPLE = 200
AT_ONCE = 100  # as many as one poll brings
SAID = [
    *listed("""
        /start | /start clinic1 | /delete | /help | /change | /export | /language | / | // | /start@x
    """),
    *("1", "2", "done", "none", "face", "mild", "I can't breathe", "30", "-1", "9" * 400, "show my ranges"),
    *(*("", " ", "\0", "\ud83d", "﷽" * 99, "<b>", "&amp;", "{number}", "%s", "лицо", "вчера", "👩‍⚕️"), "a" * 4096),
]
TAPPED = [
    *("do:start", "consent:agree", "consent:minor", "consent:info", "area:face", "area:thighs", "area:moon"),
    *("concern:hydration", "severity:mild", "skin_type:dry", "age:30_44", "age:under_18", "lifestyle:none"),
    *("lifestyle:smoking", "lifestyle:done", "health:none", "health:pregnant", "health:done", "do:answer"),
    *listed("""
        do:why | do:expect:3 | do:expect:99999999999 | do:restart | do:erase | do:urgent:now | : | do:
    """),
    *("", "x" * 64, "about:before", "do:change:age", "do:language:ru", "do:language:xx", "\0", "do:show:ask"),
]
JUNK: list[Any] = [None, True, False, 0, -1, 2**63, 2**200, 1.5, "", "x", [], {}, [[]], {"id": {}}, "\ud800"]


class Void(AiohttpTransport):
    """A Telegram that takes everything, and remembers whom something was said to."""

    def __init__(self) -> None:
        super().__init__("http://localhost", connections=1)
        self.told: set[int] = set()

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_timeouts: Any, **_more: Any
    ) -> tuple[int, bytes]:
        if url.endswith("/getMe"):
            me = {"id": 1, "is_bot": True, "first_name": "M", "username": "mesoguide_bot"}
            return 200, json.dumps({"ok": True, "result": me}).encode()
        json.dumps(request_data.parameters if request_data else {})
        chat = request_data.parameters.get("chat_id") if request_data else None
        if isinstance(chat, int):
            self.told.add(chat)
        return 200, b'{"ok":true,"result":true}'


def updates(random: Random) -> Iterator[Any]:
    """What might come, for ever."""
    number = 0
    while True:
        number += random.choice((1, 1, 1, 1, 0))
        made = _update(random, number)
        if random.random() < 0.6:
            for _damage in range(random.randint(1, 3)):
                made = _damaged(random, made)
        yield made


def _update(random: Random, number: int) -> Any:
    chat = random.randint(1, PEOPLE)
    user = {"id": chat, "is_bot": False, "first_name": "A", "language_code": random.choice(("en", "ru", "z"))}
    room = {"id": chat, "type": "private"} if random.random() < 0.9 else {"id": -chat, "type": "supergroup"}
    message = {"message_id": number, "date": 1, "chat": room, "from": user}
    kind = random.random()
    if kind < 0.5:
        query = {"id": str(number), "from": user, "chat_instance": "1", "data": random.choice(TAPPED)}
        return {"update_id": number, "callback_query": {**query, "message": {**message, "text": "card"}}}
    if kind < 0.85:
        return {"update_id": number, "message": {**message, "text": random.choice(SAID)}}
    if kind < 0.9:
        photo = [{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}]
        return {"update_id": number, "message": {**message, "photo": photo, "caption": random.choice(SAID)}}
    if kind < 0.95:
        return {"update_id": number, "edited_message": {**message, "text": random.choice(SAID)}}
    if kind < 0.98:
        member = {"user": user, "status": random.choice(("kicked", "member", "left"))}
        changed = {"chat": room, "from": user, "date": 1, "old_chat_member": member, "new_chat_member": member}
        return {"update_id": number, "my_chat_member": changed}
    return {"update_id": number, "poll_answer": {"poll_id": "1"}}


def _damaged(random: Random, made: Any) -> Any:
    """The same with something missing or something else in its place, somewhere."""
    if not isinstance(made, dict) or not made or random.random() < 0.15:
        return random.choice(JUNK)
    key = random.choice(list(made))
    if random.random() < 0.2:
        return {other: value for other, value in made.items() if other != key}
    return {**made, key: _damaged(random, made[key])}


async def test_no_update_breaks_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    void = Void()
    monkeypatch.setattr("bot.telegram.client.api.AiohttpTransport", lambda *_, **__: void)
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'fuzz.sqlite3'}")
    with capture_logs() as log:
        async with open_conversation(settings) as conversation, Api(TOKEN, "http://localhost") as api:
            intake = Dispatcher(Channel(conversation, api), retry_seconds=None)
            random = Random(7)
            source = updates(random)
            for _batch in range(UPDATES // AT_ONCE):
                saved = [intake.accept(next(source)).saved for _update in range(AT_ONCE)]
                await asyncio.gather(*filter(None, saved))
            await intake.drain(10)
            void.told.clear()
            for person in range(1, PEOPLE + 1):
                last = _update(Random(person), 10**9 + person)["update_id"]
                user = {"id": person, "is_bot": False, "first_name": "A"}
                message = {"message_id": 1, "date": 1, "chat": {"id": person, "type": "private"}}
                intake.accept({"update_id": last, "message": {**message, "from": user, "text": "/start"}})
            await intake.drain(10)
    faults = {describe(line["error"]) for line in log if line["log_level"] in ("error", "critical")}
    assert not faults
    assert sum(line["event"] == "turn" for line in log) > UPDATES / 20, "enough of them are understood"
    assert void.told == set(range(1, PEOPLE + 1)), "everybody gets a reply afterwards"
