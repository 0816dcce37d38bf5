"""Fixtures for people on a loopback Telegram: a test module has its own `api`, on which the bot runs."""

from collections.abc import Iterator

import pytest
import stamina

from tests.botapi import BotApi, Person


@pytest.fixture
def without_waiting() -> Iterator[None]:
    """Calls are tried again as ever, but nobody waits in between."""
    with stamina.set_testing(True, attempts=5, cap=True):
        yield


@pytest.fixture
def anna(api: BotApi) -> Person:
    return api.person(first_name="Anna", language_code="en")


@pytest.fixture
def boris(api: BotApi) -> Person:
    return api.person(first_name="Boris", language_code="en")
