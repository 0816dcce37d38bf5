"""A Telegram that fails in every way it can, for 10,000 turns: everybody ends in their right answer."""

import asyncio
from pathlib import Path
from random import Random

import pytest
from structlog.testing import capture_logs

from bot.app import open_service as serve
from bot.app import open_store
from bot.settings import Settings
from bot.store import Key
from tests.botapi import BotApi
from tests.kit.crowd import ANSWERS, crowd, take_part
from tests.kit.logs import faults

PEOPLE, ROUNDS = 100, 11
CHANCES = {
    "429": 0.02,
    "500": 0.02,
    "cut": 0.02,
    "cut_applied": 0.02,
    "slow": 0.02,
    "forbidden": 0.01,
    "bad_gateway_html": 0.01,
}


@pytest.fixture(autouse=True)
def polls_at_once(without_waiting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Polls are tried again without a wait too."""
    monkeypatch.setattr("bot.telegram.polling.PAUSE", 0)


async def test_everybody_ends_in_their_right_answer(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'storm.sqlite3'}")
    async with BotApi(kept=10, patience=1.5) as api:
        here = settings.model_copy(update={"bot_api_url": api.root})
        with capture_logs() as log:
            async with serve(here, api.token):
                methods = ("sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates")
                struck = api.storm(Random(7), CHANCES, methods=methods)
                api.repeat(probability=0.02, random=Random(8))
                people = crowd(api, PEOPLE)
                taps = await asyncio.gather(*(take_part(person, ROUNDS) for person in people))
                api.heal()
        async with open_store(settings) as store:
            for person in people:
                stored = await store.load(Key("telegram", str(person.id)))
                assert stored
                assert stored.data
                assert stored.data["answers"] == ANSWERS
                assert stored.data["state"] == "answer"
    assert sum(taps) >= 9_900
    assert set(struck) == set(CHANCES), "every failure struck"
    assert not faults(log)
