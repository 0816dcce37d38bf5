"""What is left in the files of SQLite of what was erased."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from bot.store import Key, Store
from bot.store.sqlite.opening import connect
from bot.store.sqlite.wiping import Wiping
from tests.kit.stores import ANNA, BORIS, MARKER, Clock


@pytest.fixture
def kind() -> str:
    return "sqlite"


def on_disk(path: Path) -> bytes:
    """Everything in the database and in the files beside it."""
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def kept_of(path: Path, key: Key) -> bytes:
    """What is stored of a conversation, as it is on the disk."""
    with closing(sqlite3.connect(path)) as database:
        row = database.execute("SELECT data FROM conversations WHERE chat = ?", (key.chat,)).fetchone()
    data: bytes = row[0]
    return data


async def test_nothing_is_left_in_the_files_of_what_was_deleted(path: Path, store: Store) -> None:
    await store.save(ANNA, {"note": "before"}, expected=None)
    await store.save(BORIS, {"note": "stays"}, expected=None)
    before, stays = kept_of(path, ANNA), kept_of(path, BORIS)
    stored = await store.load(ANNA)
    assert stored
    await store.save(ANNA, {"note": MARKER * 1000}, expected=stored.version)
    after = kept_of(path, ANNA)
    parts = after[:200], after[-60:]  # it is on several pages
    assert all(part in on_disk(path) for part in parts)
    assert await store.delete(ANNA)
    left = on_disk(path)
    assert before not in left
    assert not any(part in left for part in parts)
    assert ANNA.chat.encode() not in left
    assert stays in left


async def test_nothing_is_left_in_the_files_of_idle_answers(path: Path, store: Store, clock: Clock) -> None:
    """Also where SQLite moved rows about: `secure_delete` alone leaves traces there."""
    random = Random(3)
    people = [Key("telegram", f"<{number}>") for number in range(40)]
    for key in people:
        await store.save(key, {"note": "x" * random.choice((10, 1000))}, expected=None)
    old = {key: kept_of(path, key) for key in people}
    await store.delete(people[0])
    clock.time += timedelta(days=1)
    for key in people[1:20]:
        stored = await store.load(key)
        assert stored
        await store.save(key, {"note": "y" * random.choice((10, 1000))}, expected=stored.version)
    clock.time += timedelta(seconds=1)
    assert await store.erase_idle() == 20
    left = on_disk(path)
    assert [key for key in people if old[key][-60:] in left] == []
    assert [key for key in people if key.chat.encode() in left] == people[1:20]


async def test_a_deleted_row_is_overwritten_even_before_it_is_wiped(path: Path, store: Store) -> None:
    await store.save(ANNA, {"note": MARKER}, expected=None)
    await store.save(BORIS, {}, expected=None)
    kept = kept_of(path, ANNA)
    with closing(connect(path)) as connection:
        connection.execute("DELETE FROM conversations WHERE chat = '12345'")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert kept not in on_disk(path)


@pytest.mark.parametrize("lock", ["BEGIN IMMEDIATE", "BEGIN; SELECT * FROM conversations"])
async def test_what_cannot_be_wiped_yet_is_wiped_by_the_next_erasure(
    path: Path, store: Store, caplog: pytest.LogCaptureFixture, lock: str
) -> None:
    await store.save(ANNA, {"note": MARKER}, expected=None)
    kept = kept_of(path, ANNA)
    with closing(sqlite3.connect(path, isolation_level=None)) as other, closing(connect(path)) as connection:
        connection.execute("DELETE FROM conversations")
        for statement in lock.split(";"):
            other.execute(statement).fetchall()
        Wiping(connection, path).tidy()
    assert "Traces of erased rows stay" in caplog.text
    assert kept in on_disk(path)
    await store.erase_idle()
    assert kept not in on_disk(path)


async def test_a_deletion_needs_no_wiping(path: Path, store: Store, caplog: pytest.LogCaptureFixture) -> None:
    await store.save(ANNA, {}, expected=None)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM conversations").fetchall()
        async with asyncio.timeout(3):  # others' turns wait meanwhile
            assert await store.delete(ANNA)
    assert f"Another program reads the database at {path}" in caplog.text


async def test_a_large_file_stays(path: Path, store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.sqlite.wiping.REWRITTEN_BYTES", 100_000)
    for number in range(200):
        await store.save(Key("telegram", str(number)), {"note": "x" * 1000}, expected=None)
    clock.time += timedelta(days=2)
    await store.save(ANNA, {}, expected=None)
    assert await store.erase_idle() == 200
    assert path.stat().st_size > 100_000
    monkeypatch.setattr("bot.store.sqlite.wiping.REWRITTEN_BYTES", 1_000_000)
    await store.erase_idle()
    assert path.stat().st_size < 100_000


async def test_what_was_deleted_since_is_rewritten_too(path: Path, store: Store) -> None:
    people = [Key("telegram", str(number)) for number in range(100)]
    await store.erase_idle()
    for key in people:
        await store.save(key, {"note": "x" * 1000}, expected=None)
    for key in people:
        await store.delete(key)
    before = path.stat().st_size
    await store.erase_idle()
    assert path.stat().st_size < before / 2
