"""The store on SQLite: what waits, what is gathered, what fails alone, and what survives a kill."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from bot.store import Key, StoreError, statements
from bot.store.driver import Rows
from bot.store.sqlite.driver import SQLite
from bot.store.sqlite.errors import explained
from bot.store.sqlite.opening import connect, use_wal
from tests.kit.stores import Opens, ended, run, said


async def test_a_lock_that_stays_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    with closing(sqlite3.connect(path, timeout=0)) as one, closing(sqlite3.connect(path, timeout=0)) as two:
        one.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="is busy"), explained(path):
            two.execute("BEGIN IMMEDIATE")


async def test_a_fresh_file_that_is_locked_for_a_moment_is_waited_for(path: Path) -> None:
    path.parent.mkdir()
    with (
        closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other,
        closing(connect(path)) as connection,
    ):
        other.execute("BEGIN IMMEDIATE")
        asyncio.get_running_loop().call_later(0.05, other.rollback)
        await asyncio.to_thread(use_wal, connection)
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)


class Bench:
    """A driver on a connection of the test's own, to see what reaches SQLite."""

    def __init__(self, path: Path) -> None:
        self.connection = connect(path)
        self.said: list[str] = []
        self.connection.set_trace_callback(self.said.append)
        self.driver = SQLite(self.connection, path)

    def insert(self, chat: str, data: bytes = b"") -> asyncio.Future[int]:
        """Ask for a new row."""
        values = {"of_channel": "telegram", "of_chat": chat, "data": data, "finished": False, "handled": ""}
        moments = {"version": 1, "updated_at": 1, "hour": 1, "consent_version": None, "consent_at": None}
        return self.driver.write(statements.INSERT, {**values, **moments})

    def count(self) -> asyncio.Future[Rows]:
        """Ask how many there are."""
        return self.driver.read(statements.COUNT, {})


@pytest.fixture
async def bench(path: Path, opens: Opens) -> AsyncIterator[Bench]:
    await (await opens(path)).close()
    bench = Bench(path)
    yield bench
    await bench.driver.close()


async def test_what_waits_together_is_one_transaction(path: Path, bench: Bench) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        first = bench.insert("first")
        while not bench.said:  # noqa: ASYNC110  the thread says nothing when it begins to wait
            await asyncio.sleep(0.001)
        rest = [bench.insert(str(number)) for number in range(20)]
        counted = bench.count()
        other.execute("COMMIT")
    assert await asyncio.gather(first, *rest) == [1] * 21
    assert await counted == [(21,)]
    assert [line for line in bench.said if line.startswith(("BEGIN", "COMMIT"))] == ["BEGIN IMMEDIATE", "COMMIT"]


async def test_reading_waits_for_nobody_who_writes(path: Path, bench: Bench) -> None:
    await bench.insert("one")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert await asyncio.gather(*(bench.count() for _ in range(5))) == [[(1,)]] * 5


async def test_where_one_is_at_fault_the_others_are_done(bench: Bench) -> None:
    (pages,) = bench.connection.execute("PRAGMA page_count").fetchone()
    bench.connection.execute(f"PRAGMA max_page_count = {pages + 20}")
    small = [bench.insert(str(number)) for number in range(20)]
    large = bench.insert("large", b"x" * 1_000_000)
    more = [bench.insert(str(number)) for number in range(20, 40)]
    with pytest.raises(StoreError, match="The disk is full"):
        await large
    assert await asyncio.gather(*small, *more) == [1] * 40
    assert await bench.count() == [(40,)]


async def test_a_database_that_stays_locked_is_told_and_it_goes_on(path: Path, bench: Bench) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        bench.connection.execute("PRAGMA busy_timeout = 20")
        results = await asyncio.gather(*(bench.insert(str(n)) for n in range(10)), return_exceptions=True)
        assert {str(result) for result in results} == {
            f"The database at {path} is busy: another program keeps it locked. Close that program."
        }
        assert await bench.count() == [(0,)]
        other.execute("ROLLBACK")
    assert await asyncio.gather(*(bench.insert(str(n)) for n in range(10))) == [1] * 10


# Being killed


async def test_every_save_that_was_acknowledged_survives_a_kill(path: Path, opens: Opens) -> None:
    body = """
    async def talk(person):
        version = None
        for turn in range(100_000):
            await store.save(Key("telegram", str(person)), {"turn": turn}, expected=version)
            version = (await store.load(Key("telegram", str(person)))).version
            print(person, turn, flush=True)
    await asyncio.gather(*map(talk, range(8)))
    """
    process = await run(body.strip(), path)
    acknowledged: dict[str, int] = {}
    for _ in range(300):
        person, turn = (await said(process)).split()
        acknowledged[person] = int(turn)
    process.kill()
    while line := await said(process):
        with suppress(ValueError):  # the last line may be half of one
            person, turn = line.split()
            acknowledged[person] = int(turn)
    await ended(process)
    store = await opens(path)
    for person, newest in acknowledged.items():
        stored = await store.load(Key("telegram", person))
        assert stored
        assert stored.data
        assert stored.data["turn"] in (newest, newest + 1)
