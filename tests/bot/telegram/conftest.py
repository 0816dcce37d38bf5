"""Fixtures for people on a loopback Telegram: a test module has its own `api`, on which the bot runs."""

import asyncio
from collections.abc import Iterator
from time import monotonic

import pytest
import stamina

from tests.botapi import BotApi, Person


@pytest.fixture
def without_waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Calls are tried again as ever, but nobody waits in between: the time that they would wait is skipped."""
    skipped = 0.0

    async def pause(seconds: float) -> None:
        nonlocal skipped
        skipped += seconds
        await asyncio.sleep(0)

    monkeypatch.setattr("bot.telegram.governor.pause", pause)
    monkeypatch.setattr("bot.telegram.governor.monotonic", lambda: monotonic() + skipped)
    with stamina.set_testing(True, attempts=5, cap=True):
        yield


@pytest.fixture
def anna(api: BotApi) -> Person:
    return api.person(first_name="Anna", language_code="en")


@pytest.fixture
def boris(api: BotApi) -> Person:
    return api.person(first_name="Boris", language_code="en")
