"""The store on SQLite: its files, its locks, and what is left in them."""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest
import pytest_asyncio

from bot.store import Key, Store, StoreError, statements
from bot.store.driver import Texts
from bot.store.place import make_room
from bot.store.sqlite import DIALECT, connect, use_wal
from bot.store.sqlite_errors import explain, explained
from bot.store.wiping import Wiping
from bot.store.worker import Worker
from tests.stores import ANNA, BORIS, KEYS, MARKER, Clock, Opens, ended, run, said

pytest_plugins = ("tests.store_fixtures",)
pytestmark = pytest.mark.asyncio


@pytest.fixture
def url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest_asyncio.fixture
async def store(url: str, opens: Opens) -> Store:
    return await opens(url)


def on_disk(path: Path) -> bytes:
    """Everything in the database and in the files beside it."""
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def kept_of(path: Path, key: Key) -> bytes:
    """What is stored of a conversation, as it is on the disk."""
    with closing(sqlite3.connect(path)) as database:
        row = database.execute("SELECT data FROM conversations WHERE chat = ?", (key.chat,)).fetchone()
    data: bytes = row[0]
    return data


async def refused(path: Path) -> str:
    """Open a database that is to be refused unchanged; return the sentence."""
    before = {file: file.read_bytes() for file in path.parent.iterdir()}
    with pytest.raises(StoreError) as caught:
        await Store.open(str(path), KEYS)
    assert {file: file.read_bytes() for file in path.parent.iterdir()} == before
    return str(caught.value)


# Wiping


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
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as other,
        closing(connect(path)) as connection,
    ):
        connection.execute("DELETE FROM conversations")
        for statement in lock.split(";"):
            other.execute(statement).fetchall()
        Wiping(connection, path).tidy()
    assert "Traces of erased rows stay" in caplog.text
    assert kept in on_disk(path)
    await store.erase_idle()
    assert kept not in on_disk(path)


async def test_a_deletion_does_not_fail_where_it_cannot_be_wiped(
    path: Path, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    await store.save(ANNA, {}, expected=None)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM conversations").fetchall()
        assert await store.delete(ANNA)
    assert f"Another program reads the database at {path}" in caplog.text


async def test_a_large_file_is_not_rewritten(
    path: Path, store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.wiping.REWRITTEN_BYTES", 100_000)
    for number in range(200):
        await store.save(Key("telegram", str(number)), {"note": "x" * 1000}, expected=None)
    clock.time += timedelta(days=2)
    await store.save(ANNA, {}, expected=None)
    assert await store.erase_idle() == 200
    assert path.stat().st_size > 100_000
    monkeypatch.setattr("bot.store.wiping.REWRITTEN_BYTES", 1_000_000)
    await store.erase_idle()
    assert path.stat().st_size < 100_000


# Who may read it


async def test_the_files_are_for_their_owner_only(path: Path, opens: Opens) -> None:
    before = os.umask(0)
    try:
        store = await opens(path, ())
        await store.save(ANNA, {}, expected=None)
    finally:
        os.umask(before)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    names = ("mesoguide.db", "mesoguide.db-wal", "mesoguide.db-shm", "mesoguide.db.key")
    assert modes == dict.fromkeys(names, 0o600)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


async def test_the_file_is_never_open_to_others(path: Path) -> None:
    before = os.umask(0)
    try:
        make_room(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_files_that_others_could_read_are_closed_to_them(path: Path, opens: Opens) -> None:
    store = await opens(path, ())
    await store.save(ANNA, {}, expected=None)
    for file in path.parent.iterdir():
        file.chmod(0o664)
    await opens(path, ())
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


# Opening


@pytest.mark.parametrize("url", ["sqlite:///{}", "sqlite+aiosqlite:///{}", "{}"])
async def test_the_same_file_has_several_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("m.db", "~/m.db", str(tmp_path / "m.db"), str(tmp_path / "100% & ü#1.db")):
        await (await Store.open(url.format(name), KEYS)).close()
    assert {file.name for file in tmp_path.iterdir()} == {"m.db", "100% & ü#1.db"}


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://me:secret@db/mesoguide", "not one that Mesoguide knows"),
        ("postgresqlx://me:secret@db/mesoguide", "not one that Mesoguide knows"),
        ("sqlite://secret/m.db", "not one that Mesoguide knows"),
        ("sqlite:///m.db?secret=1", "not one that Mesoguide knows"),
        ("sqlite://", "not one that Mesoguide knows"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///", "names no file"),
        ("", "names no file"),
        ("~nobody-of-that-name/m.db", "home folder"),
    ],
)
async def test_other_urls_are_refused_and_not_repeated(url: str, sentence: str) -> None:
    with pytest.raises(StoreError, match=sentence) as caught:
        await Store.open(url)
    assert "secret" not in str(caught.value)


async def test_an_empty_file_becomes_a_database(path: Path, opens: Opens) -> None:
    path.parent.mkdir()
    path.touch()
    store = await opens(path)
    assert await store.count() == 0


async def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear doctor, " * 500)
    assert "is not an SQLite database" in await refused(path)


@pytest.mark.parametrize("table", ["songs", "alembic_version", "conversations"])
async def test_a_database_of_another_program_is_refused(tmp_path: Path, table: str) -> None:
    path = tmp_path / "music.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"CREATE TABLE {table} (version_num TEXT)")
    assert "belongs to another program" in await refused(path)


async def test_a_damaged_database_is_refused(path: Path, store: Store) -> None:
    await store.close()
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xff" * 3996
    path.write_bytes(content)
    assert "can't be used" in await refused(path)


async def test_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError, match="is a folder"):
        await Store.open(str(tmp_path / "folder"))
    assert [*tmp_path.rglob("*")] == [tmp_path / "folder"]


async def test_a_place_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name in ("m.db", "folder/m.db"):
        with pytest.raises(StoreError, match="not a folder"):
            await Store.open(str(tmp_path / "file" / name))


async def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="can't hold the database"):
        await Store.open(str(tmp_path / ("long" * 100)))


async def test_a_refused_permission_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    path.touch()
    with (
        closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as read_only,
        pytest.raises(StoreError, match=r"may not write to the database at .*m\.db"),
        explained(path),
    ):
        read_only.execute("CREATE TABLE note (text)")
    with pytest.raises(StoreError, match="may not write"), explained(path):
        raise PermissionError


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
async def test_a_file_that_may_not_be_written_is_refused(path: Path, store: Store) -> None:
    await store.close()
    path.chmod(0o400)
    assert "may not write" in await refused(path)


# Locks


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
    """A worker on a connection of the test's own, to see what reaches SQLite."""

    def __init__(self, path: Path) -> None:
        self.connection = connect(path)
        self.said: list[str] = []
        self.connection.set_trace_callback(self.said.append)
        self.worker = Worker(self.connection, Wiping(self.connection, path), partial(explain, path=path))
        self._texts = Texts(DIALECT)

    def insert(self, chat: str, data: bytes = b"") -> asyncio.Future[int]:
        """Ask for a new row."""
        values = {"of_channel": "telegram", "of_chat": chat, "data": data, "finished": False, "handled": ""}
        moments = {"version": 1, "updated_at": 1, "hour": 1, "consent_version": None, "consent_at": None}
        text = self._texts[statements.INSERT]
        return self.worker.run(text, text.values({**values, **moments}))

    def count(self) -> asyncio.Future[list[tuple[int]]]:
        """Ask how many there are."""
        return self.worker.run(self._texts[statements.COUNT], ())


@pytest_asyncio.fixture
async def bench(path: Path, store: Store) -> AsyncIterator[Bench]:
    await store.close()
    bench = Bench(path)
    yield bench
    await bench.worker.stop()


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
    assert [line for line in bench.said if line.startswith(("BEGIN", "COMMIT"))] == [
        "BEGIN IMMEDIATE",
        "COMMIT",
    ]


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


async def test_where_the_database_stays_locked_everybody_is_told_and_it_goes_on(
    path: Path, bench: Bench
) -> None:
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
    for person, turn in acknowledged.items():
        stored = await store.load(Key("telegram", person))
        assert stored
        assert stored.data
        assert stored.data["turn"] in (turn, turn + 1)


async def test_nothing_of_it_is_logged(path: Path, opens: Opens, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    store = await opens(path)
    await store.save(ANNA, {"note": MARKER}, expected=None)
    await store.load(ANNA)
    assert [record for record in caplog.records if record.name != "asyncio"] == []
