"""How a database gets its tables, on SQLite and on PostgreSQL, and which databases are refused."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import asyncpg  # type: ignore[import-untyped]  # it ships no annotations
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine

import bot.store
from bot.store import Key, Store, Stored, StoreError
from bot.store.counts import Count
from bot.store.schema import REVISION, conversations, metadata
from tests.kit.postgres import Server
from tests.kit.stores import ANNA, BORIS, CONSENT, HERE, KEYS, MARKER, Clock, Opens, ask, ended, run, said

T = TypeVar("T")
MIGRATIONS = Path(bot.store.__file__).with_name("migrations")
PLAIN = sa.table(
    "conversations",
    sa.column("channel", sa.Text),
    sa.column("chat", sa.Text),
    sa.column("version", sa.Integer),
    sa.column("data", sa.Text),
    sa.column("updated_at", sa.DateTime(timezone=True)),
)


async def on(url: str, work: Callable[[sa.Connection], T]) -> T:
    """Do something in one transaction of SQLAlchemy's."""
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(exist_ok=True)
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            return work(connection)
    remote = create_async_engine(
        "postgresql+asyncpg://", async_creator=partial(asyncpg.connect, url), poolclass=sa.NullPool
    )
    async with remote.begin() as opened:
        return await opened.run_sync(work)


async def plain(url: str, kept: Mapping[Key, tuple[int, dict[str, Any], datetime]]) -> None:
    """Make a database of revision 0001, with conversations as it kept them."""

    def make(connection: sa.Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for key, (version, data, at) in kept.items():
            row = {"version": version, "data": json.dumps(data), "updated_at": at}
            connection.execute(PLAIN.insert(), {"channel": key.channel, "chat": key.chat, **row})

    await on(url, make)


async def refused(url: str) -> str:
    """Open a database that is to be refused unchanged; return the sentence."""

    def content(connection: sa.Connection) -> dict[str, list[Any]]:
        names = sa.inspect(connection).get_table_names()
        return {name: list(connection.exec_driver_sql(f"SELECT * FROM {name}")) for name in names}

    before = await on(url, content)
    with pytest.raises(StoreError) as caught:
        await Store.open(url, KEYS)
    assert await on(url, content) == before
    return str(caught.value)


async def test_the_migrations_make_the_schema(empty: str, opens: Opens) -> None:
    await opens(empty)

    def check(connection: sa.Connection) -> None:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        key = sa.inspect(connection).get_pk_constraint(conversations.name)
        assert key["constrained_columns"] == [column.name for column in conversations.primary_key]

    await on(empty, check)


async def test_the_newest_migration_is_the_one_that_is_looked_for() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == REVISION


async def test_plain_conversations_are_encrypted(
    kind: str, empty: str, opens: Opens, clock: Clock, tmp_path: Path
) -> None:
    """Of revision 0001: each with what its columns say now, and nothing readable left behind."""
    consent = {"consent": {"version": CONSENT[0], "at": CONSENT[1]}}
    unreadable = {"consent": {"version": "2026-0", "at": ""}}
    at = clock.time - timedelta(minutes=5)
    talking: dict[str, Any] = {"state": "area", "note": MARKER, **consent}
    looked: dict[str, Any] = {"state": "welcome", "language": "ru", "note": "half \ud83d"}
    await plain(
        empty,
        {
            ANNA: (7, talking, at),
            BORIS: (3, {"state": "area", "seen": {}, **consent}, at),
            HERE: (1, looked, at - timedelta(days=2)),
            Key("terminal", "stopped"): (2, {"state": "stopped", **unreadable}, at),
            **{Key("telegram", str(n)): (1, {"state": "area"}, at) for n in range(100_000, 101_000)},
        },
    )
    store = await opens(empty)
    assert await store.load(ANNA) == Stored(talking, 7, (), at)
    assert await store.load(HERE) == Stored(looked, 1, (), at - timedelta(days=2))
    assert await store.count() == 1004
    agreed, saved = (int(moment.timestamp()) for moment in (datetime.fromisoformat(CONSENT[1]), at))
    columns = "SELECT chat, finished, consent_version, consent_at FROM conversations WHERE chat < '1' OR chat"
    assert sorted(await ask(empty, f"{columns} IN ('{ANNA.chat}', '{BORIS.chat}', 'local', 'stopped')")) == [
        (ANNA.chat, False, CONSENT[0], agreed),
        (BORIS.chat, True, CONSENT[0], agreed),
        ("local", False, None, None),
        ("stopped", True, "2026-0", saved),
    ]
    if kind == "sqlite":
        files = [file.read_bytes() for file in (tmp_path / "data").iterdir()]
        assert not any(MARKER.encode() in content for content in files)
    assert await store.save(ANNA, {"state": "area"}, expected=7)
    assert await store.erase_idle() == 1, "the terminal's is two days old"


async def test_a_database_without_counts_keeps_conversations(url: str, opens: Opens, clock: Clock) -> None:
    before = await opens(url)
    await before.save(ANNA, {"note": MARKER}, expected=None)
    await before.close()
    for table in ("counts", "broken", "outbox", "workers"):
        await ask(url, f"DROP TABLE {table}")
    await ask(url, "UPDATE alembic_version SET version_num = '0002'")
    store = await opens(url)
    assert await store.load(ANNA) == Stored({"note": MARKER}, clock.version, (), clock.time)
    count = Count("smile", "2026-11-23", "", "en", "started", 1)
    await store.counts.add([count])
    assert await store.counts.of("smile") == [count]


async def test_an_up_to_date_database_opens_without_alembic(url: str, store: Store) -> None:
    process = await run("assert 'alembic' not in sys.modules", url)
    assert await said(process) == "done"
    await ended(process)


async def test_migrating_says_nothing_and_leaves_logging_alone(
    empty: str, opens: Opens, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    root = logging.getLogger()
    before = (root.level, list(root.handlers), root.disabled)
    await opens(empty)
    assert (root.level, list(root.handlers), root.disabled) == before
    assert [record for record in caplog.records if record.name != "asyncio"] == []
    assert capfd.readouterr() == ("", "")


async def test_processes_that_open_a_fresh_database_at_once_agree(empty: str, opens: Opens) -> None:
    body = "await store.save(Key('telegram', str(os.getpid())), {}, expected=None)"
    processes = [await run(body, empty, wait=True) for _ in range(3)]
    assert [await said(process) for process in processes] == ["ready"] * 3
    for process in processes:
        assert process.stdin
        process.stdin.write(b"go\n")
    assert [await said(process) for process in processes] == ["done"] * 3
    for process in processes:
        await ended(process)
    store = await opens(empty)
    assert await store.count() == 3


async def test_tasks_that_open_a_fresh_database_at_once_agree(empty: str, opens: Opens) -> None:
    stores = await asyncio.gather(*(opens(empty) for _ in range(5)))
    for number, store in enumerate(stores):
        assert await store.save(Key("telegram", str(number)), {}, expected=None)
    assert await stores[0].count() == 5


# What is refused


async def test_a_newer_database_is_refused(url: str, store: Store) -> None:
    await store.save(ANNA, {}, expected=None)
    await store.close()
    await ask(url, "UPDATE alembic_version SET version_num = '9999'")
    sentence = await refused(url)
    assert sentence.endswith(
        " was written by a newer version of Mesoguide (revision 9999). Install that version, or point "
        "DATABASE_URL elsewhere. Nothing was changed."
    )


@pytest.mark.parametrize("revision", ["ae1027a6acf", "base"])
async def test_tables_of_other_programs_named_alike_are_refused(empty: str, kind: str, revision: str) -> None:
    def make(connection: sa.Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE conversations (words TEXT)")
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT)")
        connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{revision}')")

    await on(empty, make)
    assert "belongs to another program" in await refused(empty)


async def test_a_database_that_does_not_say_its_revision_is_refused(url: str, store: Store) -> None:
    await store.close()
    await ask(url, "DELETE FROM alembic_version")
    sentence = await refused(url)
    assert "can't be used (table conversations already exists)" in sentence or (
        "can't be used (DuplicateTableError)" in sentence
    )


@pytest.mark.parametrize("table", ["alembic_version", "conversations"])
async def test_one_of_our_tables_alone_is_not_ours(postgres: Server, table: str) -> None:
    url = await postgres.database()
    await ask(url, f"CREATE TABLE {table} (version_num TEXT)")
    assert "belongs to another program" in await refused(url)


async def test_tables_of_another_program_may_stand_beside_ours(postgres: Server, opens: Opens) -> None:
    url = await postgres.database()
    await ask(url, "CREATE TABLE songs (title TEXT)")
    store = await opens(url)
    assert await store.save(ANNA, {}, expected=None)
    assert await (await opens(url)).count() == 1


async def test_moments_are_kept_in_utc(url: str, opens: Opens, clock: Clock) -> None:
    store = await opens(url)
    await store.save(ANNA, {}, expected=None)
    stored = await store.load(ANNA)
    assert stored
    assert stored.saved_at.tzinfo is UTC
