"""What the tests of the store share besides fixtures: names, a clock, and other processes."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import asyncpg  # type: ignore[import-untyped]  # it ships no annotations

from bot.store import Key, Store, new_key
from tests.postgres import Server

ANNA = Key("telegram", "12345")
BORIS = Key("telegram", "67890")
HERE = Key("terminal", "local")
MARKER = "MARKER-pregnant"
KEYS = (new_key(),)
CONSENT = ("2026-1", "2026-03-01T14:00:00+03:00")

_MIGRATED = "migrated"

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


async def migrated(server: Server) -> str:
    """Return the URL of a database that is up to date and empty: a copy of one, as that is faster."""
    if _MIGRATED not in server.names:
        await server.database(name=_MIGRATED)
        await (await Store.open(server.url(_MIGRATED), KEYS)).close()
    return await server.database(template=_MIGRATED)


async def ask(url: str, statement: str) -> list[tuple[Any, ...]]:
    """Run a statement past the store; the rows that it returns."""
    if url.startswith("postgres"):
        connection = await asyncpg.connect(url)
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as database:
        return database.execute(statement).fetchall()


PROGRAM = """
import asyncio, os, sys
from bot.store import Key, Store, new_key
from tests.postgres import Server

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
    """End a process at once."""
    process.kill()
    await process.wait()
