"""What the tests of the store share besides fixtures: names, a clock, and other processes."""

import asyncio
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from itertools import count
from typing import Any

import asyncpg  # type: ignore[import-untyped]  # it ships no annotations

from bot.store import Key, Store, new_key
from bot.store.schema import metadata
from tests.kit.postgres import Server

ANNA = Key("telegram", "12345")
BORIS = Key("telegram", "67890")
HERE = Key("terminal", "local")
MARKER = "MARKER-pregnant"
KEYS = (new_key(),)
CONSENT = ("2026-1", "2026-03-01T14:00:00+03:00")

_SHARED = "shared"
_numbers = count()

Opens = Callable[..., Awaitable[Store]]


class Clock:
    """A clock that goes only when it is told to."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    @property
    def version(self) -> int:
        """The version that a conversation begun now has."""
        return int(self.time.timestamp()) * 1_000_000 + self.time.microsecond


async def place(server: Server, *, migrated: bool) -> str:
    """Return the URL of an empty place on a server: a schema in one database, as that takes no time.

    `migrated`: it holds our tables, for `KEYS`.
    """
    if _SHARED not in server.names:
        await server.database(_SHARED)
        await (await Store.open(server.url(_SHARED), KEYS)).close()
    name = f"place{next(_numbers)}"
    copies = (
        f"CREATE TABLE {name}.{table} (LIKE public.{table} INCLUDING ALL);"
        f"INSERT INTO {name}.{table} SELECT * FROM public.{table};"
        for table in ("alembic_version", *metadata.tables)
    )
    await server.run(f"CREATE SCHEMA {name};" + ("".join(copies) if migrated else ""), _SHARED)
    return f"{server.url(_SHARED)}&search_path={name}"


async def ask(url: str, statement: str) -> list[tuple[Any, ...]]:
    """Run a statement past the store; the rows that it returns."""
    if url.startswith("postgres"):
        connection = await asyncpg.connect(url)
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as database:
        database.text_factory = lambda found: found.decode(errors="surrogateescape")
        return database.execute(statement).fetchall()


PROGRAM = """
import asyncio, os, sys
from bot.store import Key, Store, new_key
from bot.store.schema import metadata
from tests.kit.postgres import Server

async def main():
    if {wait}:
        print("ready", flush=True)
        sys.stdin.readline()
    store = await Store.open({url!r}, {keys!r})
    {body}
    print("done", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def run(body: str, url: object, *, keys: tuple[str, ...] = KEYS, wait: bool = False) -> Process:
    """Start a process that opens the store, runs ``body`` and stays; it says "done" in between.

    ``wait``: it says "ready" first, and goes on when it is sent a line.
    """
    program = PROGRAM.format(body=body, url=str(url), keys=keys, wait=wait)
    return await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdin=PIPE, stdout=PIPE)


async def said(process: Process) -> str:
    """The next line of a process; empty if it ended."""
    assert process.stdout
    return (await process.stdout.readline()).decode().strip()


async def ended(process: Process) -> None:
    """End a process at once, if it hasn't ended yet."""
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()
