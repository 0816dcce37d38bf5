"""What the checks share: a server, a bot that is none, and somebody whom it may write to."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from telegram import Bot

from tests.botapi import BotApi, Person
from tests.botapi.by_hand import library
from tests.botapi.checks.hook import Hook


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


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    ours = Hook()
    app = web.Application()
    app.router.add_post("/hook", ours.serve)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    ours.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield ours
    await runner.cleanup()
