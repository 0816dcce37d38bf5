"""Fixtures for what runs: its log, and databases of both kinds."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.store import Store
from tests.kit.logs import Log
from tests.kit.postgres import Server, server
from tests.kit.stores import KEYS, Clock, Opens, place


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The server that all tests share, started by the first of them. One that stops it starts it again."""
    with server() as running:
        yield running


@pytest.fixture
def log() -> Iterator[Log]:
    """What is logged."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "conversations.sqlite3"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a database of SQLite is to be made, with nothing there yet."""
    return tmp_path / "data" / "mesoguide.db"


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def _place(kind: str, request: pytest.FixtureRequest, *, migrated: bool) -> str:
    if kind == "sqlite":
        return f"sqlite:///{request.getfixturevalue('path')}"
    server: Server = request.getfixturevalue("postgres")
    return await place(server, migrated=migrated)


@pytest.fixture
async def empty(kind: str, request: pytest.FixtureRequest) -> str:
    """The URL of a database of either kind with nothing in it."""
    return await _place(kind, request, migrated=False)


@pytest.fixture
async def url(kind: str, request: pytest.FixtureRequest) -> str:
    """The URL of a database of either kind, which the store may make or find made."""
    return await _place(kind, request, migrated=True)


@pytest.fixture
async def opens(clock: Clock) -> AsyncIterator[Opens]:
    """Opens a store, and closes it at the end of the test."""
    opened: list[Store] = []

    async def opens(url: object, keys: tuple[str, ...] = KEYS, **options: Any) -> Store:
        store = await Store.open(str(url), keys, **{"now": clock, **options})
        opened.append(store)
        return store

    yield opens
    for store in opened:
        await store.close()


@pytest.fixture
async def store(url: str, opens: Opens) -> Store:
    return await opens(url)
