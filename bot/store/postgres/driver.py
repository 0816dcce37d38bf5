"""Conversations in PostgreSQL, which several processes may share."""

import asyncio
from collections.abc import Sequence
from typing import Any, Self, TypeVar

import asyncpg  # type: ignore[import-untyped]  # it ships no annotations
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.store.cipher import Cipher
from bot.store.driver import Rows, Statement, Values, compiled
from bot.store.errors import StoreError
from bot.store.migrate import prepare
from bot.store.postgres.connections import Connections, Work
from bot.store.postgres.errors import MALFORMED, explained, named

_CONNECT_SECONDS = 5
_LOCK = 0x6D65736F  # "meso": the lock of those who migrate
_NO_KEY = (
    "DATA_KEY is not set. Make one with “mesoguide keys” and set it wherever Mesoguide runs: it encrypts what "
    "is kept in PostgreSQL."
)
T = TypeVar("T")
_DIALECT = dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's has no annotation


class Postgres:
    """The driver for one database."""

    shared = True
    combines = True

    def __init__(self, connections: Connections, place: str) -> None:
        """Use ``Postgres.open`` instead."""
        self._connections = connections
        self._place = place
        self._running: set[asyncio.Task[Any]] = set()

    @classmethod
    async def open(cls, url: str, keys: tuple[str, ...]) -> tuple[Self, Cipher]:
        """Open the database at ``url``, migrate it as needed; return what its rows are encrypted with.

        Raises ``StoreError``, and leaves a database that can't be used as it was.
        """
        place = named(url)
        if not keys:
            raise StoreError(_NO_KEY)
        cipher = Cipher(keys)
        address = "postgresql://" + url.partition("://")[2]
        with explained(place):
            await _prepare(address, place, cipher)
        return cls(Connections(address), place), cipher

    async def read(self, statement: Statement, values: Values) -> Rows:
        """Return the rows that a statement selects."""
        query = compiled(statement, _DIALECT)
        arguments = query.arguments(values)
        rows: Rows = await self._finished(lambda connection: connection.fetch(query.sql, *arguments), again=True)
        return rows

    async def write(self, statement: Statement, values: Values) -> int:
        """Return how many rows were changed."""
        command = compiled(statement, _DIALECT)
        arguments = command.arguments(values)
        return _changed(await self._finished(lambda connection: connection.execute(command.sql, *arguments)))

    async def write_together(self, statements: Sequence[Statement], values: Values, *, guarded: bool) -> list[int]:
        """Run statements in one transaction; return how many rows each changed."""
        commands = [compiled(statement, _DIALECT) for statement in statements]
        calls = [(command.sql, command.arguments(values)) for command in commands]
        return await self._finished(lambda connection: _transact(connection, calls, guarded=guarded))

    async def write_many(self, statement: Statement, rows: Sequence[Values]) -> None:
        """Run a statement once for each row of values, in one transaction."""
        command = compiled(statement, _DIALECT)
        arguments = [command.arguments(values) for values in rows]
        await self._finished(lambda connection: connection.executemany(command.sql, arguments))

    async def tidy(self) -> None:
        """Leave it to autovacuum."""

    async def close(self) -> None:
        """Close every connection, once what is under way has ended."""
        if self._running:
            await asyncio.wait(self._running)
        with explained(self._place):
            await self._connections.close()

    async def _finished(self, work: Work[T], *, again: bool = False) -> T:
        """Return what ``work`` returns for a connection. If the caller is cancelled, the work isn't."""
        task = asyncio.create_task(self._connections.run(work, again=again))
        self._running.add(task)
        task.add_done_callback(self._ended)
        with explained(self._place):
            return await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # where its caller was cancelled, nobody else asks for it


async def _prepare(address: str, place: str, cipher: Cipher) -> None:
    try:
        connected = await asyncpg.connect(address, timeout=_CONNECT_SECONDS)
    except ValueError:
        raise StoreError(MALFORMED) from None

    async def connection_of_ours() -> asyncpg.Connection:
        return connected

    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=connection_of_ours, poolclass=NullPool, hide_parameters=True
    )
    async with engine.begin() as connection:
        # The lock comes first: of two that start at once, the second finds everything migrated
        await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        await connection.run_sync(prepare, place, lambda *, encrypted: cipher, shares=True)  # noqa: ARG005


async def _transact(
    connection: asyncpg.Connection, calls: Sequence[tuple[str, tuple[Any, ...]]], *, guarded: bool
) -> list[int]:
    counts = [0] * len(calls)
    async with connection.transaction():
        for number, (sql, arguments) in enumerate(calls):
            counts[number] = _changed(await connection.execute(sql, *arguments))
            if guarded and not counts[0]:
                break
    return counts


def _changed(answer: str) -> int:
    """Return how many rows a statement changed, from an answer such as "UPDATE 1"."""
    return int(answer.rpartition(" ")[2])
