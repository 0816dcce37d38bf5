"""What the checks share: a server, a bot that is none, and somebody whom it may write to."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from tests.botapi import BotApi, Person
from tests.botapi.by_hand import library


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        server.telegram.courier.waits = 0.001, 0.01  # a check doesn't wait for a second try
        yield server


@pytest.fixture
async def bot(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # else python-telegram-bot warns of its own attribute
    async with library(api) as ours:
        yield ours


@pytest.fixture
async def anna(api: BotApi) -> Person:
    person = api.person("Anna")
    await person.send("/start clinic1")
    return person
