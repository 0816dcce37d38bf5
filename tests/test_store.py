"""The store, on real files of SQLite."""

import asyncio
import logging
import os
import signal
import sqlite3
import stat
import sys
import traceback
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Coroutine
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from random import Random

import pytest
import pytest_asyncio
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

import bot.store
from bot.store import Key, Store, Stored, StoreError
from bot.store.engine import connect
from bot.store.errors import explained
from bot.store.migrate import use_wal
from bot.store.place import make_room
from bot.store.schema import REVISION, conversations, metadata
from bot.store.wiping import wipe

pytestmark = pytest.mark.asyncio

ANNA = Key("telegram", "12345")
BORIS = Key("telegram", "67890")
HERE = Key("terminal", "local")
MARKER = "MARKER-pregnant"


class Clock:
    """A clock that goes only when it is told to."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "mesoguide.db"


@pytest_asyncio.fixture
async def store(path: Path, clock: Clock) -> AsyncIterator[Store]:
    store = await Store.open(f"sqlite+aiosqlite:///{path}", now=clock)
    yield store
    await store.close()


def on_disk(path: Path) -> bytes:
    """Everything in the database and in the files beside it."""
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


async def refused(path: Path) -> str:
    """Open a database that is to be refused unchanged; return the sentence."""
    before = {file: file.read_bytes() for file in path.parent.iterdir()}
    with pytest.raises(StoreError) as caught:
        await Store.open(str(path))
    assert {file: file.read_bytes() for file in path.parent.iterdir()} == before
    return str(caught.value)


# Loading and saving


async def test_what_was_saved_is_loaded(store: Store) -> None:
    data = {"answers": {"area": ["лицо", "шея"], "ages": {"от": 30}}, "note": "Ё 💉 \0 \ud83d", "asked": None}
    assert await store.load(ANNA) is None
    assert await store.save(ANNA, data, expected=None)
    assert await store.load(ANNA) == Stored(data, 1)
    assert await store.save(ANNA, {"answers": {}}, expected=1)
    assert await store.load(ANNA) == Stored({"answers": {}}, 2)


async def test_conversations_are_apart(store: Store) -> None:
    same_chat_elsewhere = Key("terminal", ANNA.chat)
    for key in (ANNA, BORIS, same_chat_elsewhere):
        assert await store.save(key, {"of": [key.channel, key.chat]}, expected=None)
    assert await store.count() == 3
    for key in (ANNA, BORIS, same_chat_elsewhere):
        assert await store.load(key) == Stored({"of": [key.channel, key.chat]}, 1)


@pytest.mark.parametrize("stale", [None, 1, 3])
async def test_a_lost_race_changes_nothing(store: Store, stale: int | None) -> None:
    await store.save(ANNA, {"n": 1}, expected=None)
    await store.save(ANNA, {"n": 2}, expected=1)
    assert not await store.save(ANNA, {"n": "late"}, expected=stale)
    assert await store.load(ANNA) == Stored({"n": 2}, 2)


async def test_an_erased_conversation_is_not_brought_back_by_a_late_save(store: Store) -> None:
    await store.save(ANNA, {}, expected=None)
    await store.delete(ANNA)
    assert not await store.save(ANNA, {}, expected=1)
    assert await store.count() == 0


@pytest.mark.parametrize("expected", [None, 1])
async def test_of_two_saves_at_once_one_wins(path: Path, store: Store, expected: int | None) -> None:
    other = await Store.open(str(path))
    if expected:
        await store.save(ANNA, {}, expected=None)
    saves = (
        place.save(ANNA, {"by": name}, expected=expected)
        for name, place in (("a", store), ("b", store), ("c", other), ("d", other))
    )
    won = await asyncio.gather(*saves)
    assert sum(won) == 1
    winner = "abcd"[won.index(True)]
    assert await other.load(ANNA) == Stored({"by": winner}, (expected or 0) + 1)
    await other.close()


async def test_tasks_that_try_again_lose_no_answer(store: Store) -> None:
    await store.save(ANNA, {"answers": []}, expected=None)

    async def answer(number: int) -> None:
        while stored := await store.load(ANNA):
            answers = [*stored.data["answers"], number]
            if await store.save(ANNA, {"answers": answers}, expected=stored.version):
                return

    await asyncio.gather(*(answer(number) for number in range(20)))
    stored = await store.load(ANNA)
    assert stored
    assert stored.version == 21
    assert sorted(stored.data["answers"]) == list(range(20))


async def test_what_was_begun_is_done_even_where_its_caller_is_cancelled(path: Path, store: Store) -> None:
    await store.save(ANNA, {"note": MARKER}, expected=None)

    async def cancel(work: Coroutine[object, object, bool], pauses: int) -> None:
        task = asyncio.create_task(work)
        for _ in range(pauses):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    await cancel(store.delete(ANNA), 0)
    assert await store.count() == 1
    for pauses in range(1, 6):
        await cancel(store.save(Key("telegram", f"number {pauses}"), {}, expected=None), pauses)
    await cancel(store.delete(ANNA), 1)
    await store.close()
    assert MARKER.encode() not in on_disk(path)
    other = await Store.open(str(path))
    assert await other.count() == 5
    await other.close()


async def test_what_was_saved_survives_a_kill(path: Path) -> None:
    process = await run(
        f"await store.save(Key('telegram', '12345'), {{'note': {MARKER!r}}}, expected=None)", path
    )
    assert await said(process) == "done"
    process.kill()
    assert await process.wait() == -signal.SIGKILL
    store = await Store.open(str(path))
    assert await store.load(ANNA) == Stored({"note": MARKER}, 1)
    await store.close()


# Erasing


async def test_nothing_is_left_of_an_erased_conversation(path: Path, store: Store) -> None:
    await store.save(ANNA, {"note": MARKER * 1000}, expected=None)
    await store.save(ANNA, {"note": MARKER}, expected=1)
    await store.save(BORIS, {"note": "stays"}, expected=None)
    assert MARKER.encode() in on_disk(path)
    assert await store.delete(ANNA)
    assert await store.load(ANNA) is None
    assert not await store.delete(ANNA)
    assert MARKER.encode() not in on_disk(path)
    assert ANNA.chat.encode() not in on_disk(path)
    assert await store.load(BORIS) == Stored({"note": "stays"}, 1)


async def test_a_deleted_row_is_overwritten_even_before_it_is_wiped(path: Path, store: Store) -> None:
    await store.save(ANNA, {"note": MARKER}, expected=None)
    await store.save(BORIS, {}, expected=None)
    engine = connect(path)
    async with engine.connect() as connection:
        await connection.exec_driver_sql("DELETE FROM conversations WHERE chat = '12345'")
        await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    await engine.dispose()
    assert MARKER.encode() not in on_disk(path)


async def test_nothing_is_left_where_sqlite_moved_rows_about(path: Path, store: Store) -> None:
    """``secure_delete`` alone leaves traces here."""
    random = Random(3)
    notes = {Key("telegram", str(number)): f"<{number}>" for number in range(40)}
    for expected in (None, 1):
        for key, note in notes.items():
            await store.save(key, {"note": note * random.choice((10, 200))}, expected=expected)
    erased = random.sample(list(notes), 20)
    for key in erased:
        await store.delete(key)
    left = on_disk(path)
    assert [key for key in erased if notes[key].encode() in left] == []
    assert all(notes[key].encode() in left for key in notes if key not in erased)


async def test_idle_conversations_are_erased(path: Path, store: Store, clock: Clock) -> None:
    start = clock.time
    await store.save(ANNA, {"note": MARKER}, expected=None)
    await store.save(BORIS, {}, expected=None)
    clock.time += timedelta(days=30)
    await store.save(BORIS, {}, expected=1)
    await store.save(HERE, {}, expected=None)
    assert await store.erase_idle(start) == 0
    in_moscow = (start + timedelta(microseconds=1)).astimezone(timezone(timedelta(hours=3)))
    assert await store.erase_idle(in_moscow) == 1
    assert await store.load(ANNA) is None
    assert MARKER.encode() not in on_disk(path)
    assert await store.erase_idle(clock.time) == 0
    assert await store.erase_idle(clock.time + timedelta(seconds=1)) == 2
    assert await store.count() == 0


async def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="time zone"):
        await store.erase_idle(datetime(2026, 3, 1))  # noqa: DTZ001


@pytest.mark.parametrize("lock", ["BEGIN IMMEDIATE", "BEGIN; SELECT * FROM conversations"])
async def test_what_cannot_be_wiped_yet_is_wiped_by_the_next_erasure(
    path: Path, store: Store, caplog: pytest.LogCaptureFixture, lock: str
) -> None:
    await store.save(ANNA, {"note": MARKER}, expected=None)
    engine = connect(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        async with engine.connect() as connection:
            await connection.exec_driver_sql("PRAGMA busy_timeout = 0")
            await connection.exec_driver_sql("DELETE FROM conversations")
            for statement in lock.split(";"):
                other.execute(statement).fetchall()
            await wipe(connection, path)
    await engine.dispose()
    assert "Traces of erased rows stay" in caplog.text
    assert MARKER.encode() in on_disk(path)
    await store.erase_idle(datetime(2000, 1, 1, tzinfo=UTC))
    assert MARKER.encode() not in on_disk(path)


# Privacy


async def test_the_files_are_for_their_owner_only(path: Path) -> None:
    before = os.umask(0)
    try:
        store = await Store.open(str(path))
        await store.save(ANNA, {}, expected=None)
    finally:
        os.umask(before)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == {"mesoguide.db": 0o600, "mesoguide.db-wal": 0o600, "mesoguide.db-shm": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    await store.close()


async def test_the_file_is_never_open_to_others(path: Path) -> None:
    before = os.umask(0)
    try:
        make_room(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_files_that_others_could_read_are_closed_to_them(path: Path, store: Store) -> None:
    await store.save(ANNA, {}, expected=None)
    for file in path.parent.iterdir():
        file.chmod(0o664)
    other = await Store.open(str(path))
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
    await other.close()


async def test_answers_are_in_no_log(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await store.save(ANNA, {"note": MARKER}, expected=None)
    stored = await store.load(ANNA)
    await store.delete(ANNA)
    assert MARKER not in repr(stored)
    assert MARKER not in caplog.text
    assert ANNA.chat not in caplog.text


async def test_answers_are_in_no_traceback(path: Path, store: Store) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("DROP TABLE conversations")
    with pytest.raises(StoreError, match="no such table") as caught:
        await store.save(ANNA, {"note": MARKER}, expected=None)
    text = "".join(traceback.format_exception(caught.value))
    assert MARKER not in text
    assert ANNA.chat not in text


# Opening


@pytest.mark.parametrize("url", ["sqlite:///{}", "sqlite+aiosqlite:///{}", "{}"])
async def test_the_same_file_has_several_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("m.db", "~/m.db", str(tmp_path / "m.db"), str(tmp_path / "100% & ü#1.db")):
        await (await Store.open(url.format(name))).close()
    assert {file.name for file in tmp_path.iterdir()} == {"m.db", "100% & ü#1.db"}


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql://me:secret@db/mesoguide", "PostgreSQL is not supported yet"),
        ("postgresql+asyncpg://me:secret@db/mesoguide", "PostgreSQL is not supported yet"),
        ("mysql://me:secret@db/mesoguide", "not one that Mesoguide knows"),
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


async def test_two_open_a_fresh_file_at_once(path: Path) -> None:
    stores = await asyncio.gather(*(Store.open(str(path)) for _ in range(5)))
    for number, store in enumerate(stores):
        assert await store.save(Key("telegram", str(number)), {}, expected=None)
    assert await stores[0].count() == 5
    for store in stores:
        await store.close()


async def test_two_processes_open_a_fresh_file_at_once(path: Path) -> None:
    body = "await store.save(Key('telegram', str(os.getpid())), {}, expected=None)"
    processes = [await run(body, path, wait=True) for _ in range(3)]
    assert [await said(process) for process in processes] == ["ready"] * 3
    for process in processes:
        assert process.stdin
        process.stdin.write(b"go\n")
    assert [await said(process) for process in processes] == ["done"] * 3
    for process in processes:
        process.kill()
        await process.wait()
    store = await Store.open(str(path))
    assert await store.count() == 3
    await store.close()


async def test_a_fresh_file_that_is_locked_for_a_moment_is_waited_for(path: Path) -> None:
    path.parent.mkdir()
    engine = connect(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        asyncio.get_running_loop().call_later(0.05, other.rollback)
        await use_wal(engine)
    await engine.dispose()
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_an_empty_file_becomes_a_database(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    store = await Store.open(str(path))
    assert await store.count() == 0
    await store.close()


async def test_a_newer_database_is_refused(path: Path, store: Store) -> None:
    await store.save(ANNA, {}, expected=None)
    await store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    assert await refused(path) == (
        f"The database at {path} was written by a newer version of Mesoguide (revision 9999). Install that "
        "version, or point DATABASE_URL elsewhere. Nothing was changed."
    )


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


async def test_a_database_that_does_not_say_its_revision_is_refused(path: Path, store: Store) -> None:
    await store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("DELETE FROM alembic_version")
    assert "can't be used (table conversations already exists)" in await refused(path)


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


async def test_a_lock_that_stays_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    with closing(sqlite3.connect(path, timeout=0)) as one, closing(sqlite3.connect(path, timeout=0)) as two:
        one.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="is busy"), explained(path):
            two.execute("BEGIN IMMEDIATE")


# Migrating


async def test_the_migrations_make_the_schema(path: Path, store: Store) -> None:
    await store.close()
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        key = inspect(connection).get_pk_constraint(conversations.name)
        assert key["constrained_columns"] == [column.name for column in conversations.primary_key]
    engine.dispose()


async def test_the_newest_migration_is_the_one_that_is_looked_for() -> None:
    scripts = ScriptDirectory(str(Path(bot.store.__file__).with_name("migrations")))
    assert scripts.get_current_head() == REVISION


async def test_an_up_to_date_database_opens_without_alembic(path: Path, store: Store) -> None:
    await store.close()
    process = await run("assert 'alembic' not in sys.modules", path)
    assert await said(process) == "done"
    process.kill()
    await process.wait()


async def test_migrating_says_nothing_and_leaves_logging_alone(
    path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    root = logging.getLogger()
    before = (root.level, list(root.handlers), root.disabled)
    await (await Store.open(str(path))).close()
    assert (root.level, list(root.handlers), root.disabled) == before
    assert [record for record in caplog.records if record.name != "asyncio"] == []
    assert capfd.readouterr() == ("", "")


# Other processes

PROGRAM = """
import asyncio, os, sys
from bot.store import Key, Store

async def main():
    if {wait}:
        print("ready", flush=True)
        sys.stdin.readline()
    store = await Store.open({path!r})
    {body}
    print("done", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def run(body: str, path: Path, *, wait: bool = False) -> Process:
    """Start a process that opens the store, runs ``body`` and stays; it says "done" in between."""
    program = PROGRAM.format(body=body, path=str(path), wait=wait)
    return await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdin=PIPE, stdout=PIPE)


async def said(process: Process) -> str:
    """The next line of a process; empty if it ended."""
    assert process.stdout
    return (await process.stdout.readline()).decode().strip()
