"""Conversations in a file of SQLite: one thread, one connection, and one transaction for everything that waits.

SQLite has one writer at a time. Where many conversations go on at once, their statements gather while the
thread is busy, and then cost one transaction and one wake-up of the event loop together.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, Self

from sqlalchemy.dialects import sqlite

from bot.store.cipher import Cipher
from bot.store.driver import CompiledStatement, Rows, Statement, Values, compiled
from bot.store.errors import StoreError
from bot.store.sqlite.errors import explain, is_busy
from bot.store.sqlite.files import locate
from bot.store.sqlite.opening import open_file
from bot.store.sqlite.wiping import Wiping

_NOT_ENCRYPTED = "0001"  # the revision before conversations were encrypted
_DIALECT = sqlite.dialect(paramstyle="qmark")


@dataclass(eq=False, slots=True)
class _Call:
    """Statements that somebody waits for, and what came of them. Without any it asks to tidy up."""

    future: asyncio.Future[Any]
    steps: Sequence[tuple[CompiledStatement, Sequence[Any]]]
    """Statements with their arguments, which take effect together or not at all."""
    guarded: bool = False
    """Whether the others run only where the first changes a row."""
    single: bool = False
    """Whether the result is that of the only statement, and not a list."""
    results: list[Any] = field(default_factory=list)
    error: Exception | None = None

    @property
    def erased(self) -> bool:
        """Whether it took away something of which nothing may be left."""
        return any(
            statement.erases and result for (statement, _), result in zip(self.steps, self.results, strict=False)
        )


class SQLite:
    """The driver for one file. It runs statements in the order in which they come.

    A statement runs even where the future that ``read`` or ``write`` returns is cancelled.
    """

    shared = False
    combines = False

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Take over a connection in autocommit mode, such as ``connect`` returns; ``SQLite.open`` also prepares the file."""
        self._connection = connection
        self._path = path
        self._wiping = Wiping(connection, path)
        self._loop = asyncio.get_running_loop()
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._closed = False
        self._thread = Thread(target=self._work, name="store", daemon=True)
        self._thread.start()

    @classmethod
    async def open(cls, url: str, keys: tuple[str, ...]) -> tuple[Self, Cipher]:
        """Open the file at ``url``, create or migrate it as needed; return what its rows are encrypted with.

        Without ``keys``, the key is in a file beside it. Raises ``StoreError``, and leaves a file that can't
        be used as it was.
        """
        path = locate(url)
        connection, cipher, revision = await asyncio.to_thread(open_file, path, keys)
        driver = cls(connection, path)
        if revision == _NOT_ENCRYPTED:
            await driver.tidy()
        return driver, cipher

    def read(self, statement: Statement, values: Values) -> asyncio.Future[Rows]:
        """Return the rows that a statement selects."""
        return self._call([(statement, values)], single=True)

    def write(self, statement: Statement, values: Values) -> asyncio.Future[int]:
        """Return how many rows were changed."""
        return self._call([(statement, values)], single=True)

    def write_together(
        self, statements: Sequence[Statement], values: Values, *, guarded: bool
    ) -> asyncio.Future[list[int]]:
        """Run statements in one transaction; return how many rows each changed."""
        return self._call([(statement, values) for statement in statements], guarded=guarded)

    def write_many(self, statement: Statement, rows: Sequence[Values]) -> asyncio.Future[list[int]]:
        """Run a statement once for each row of values, in one transaction."""
        return self._call([(statement, values) for values in rows])

    def tidy(self) -> asyncio.Future[None]:
        """Wipe what statements that erase left in the files."""
        return self._call([])

    async def close(self) -> None:
        """Close the file, once everything that was asked before is done."""
        self._closed = True
        self._calls.put(None)
        await asyncio.to_thread(self._thread.join)

    def _call(
        self, steps: Sequence[tuple[Statement, Values]], *, guarded: bool = False, single: bool = False
    ) -> asyncio.Future[Any]:
        if self._closed:
            raise StoreError("The database is closed: Mesoguide is stopping.")
        future: asyncio.Future[Any] = self._loop.create_future()
        commands = ((compiled(statement, _DIALECT), values) for statement, values in steps)
        prepared = [(command, command.arguments(values)) for command, values in commands]
        self._calls.put(_Call(future, prepared, guarded, single))
        return future

    # In the thread

    def _work(self) -> None:
        waiting: list[_Call | None] = []
        while None not in waiting:
            waiting = [self._calls.get()]
            while not self._calls.empty():  # only this thread takes anything out
                waiting.append(self._calls.get())
            calls = [call for call in waiting if call]
            self._run([call for call in calls if call.steps])
            if not all(call.steps for call in calls):
                self._wiping.tidy()
            elif any(call.erased for call in calls):
                self._wiping.after_erasure()
            with suppress(RuntimeError):  # the event loop is closed, so nobody waits
                self._loop.call_soon_threadsafe(_deliver, calls)
        self._connection.close()

    def _run(self, calls: Sequence[_Call]) -> None:
        """Run calls in one transaction; where that fails, each in one of its own."""
        try:
            self._transact(calls)
        except Exception as error:  # noqa: BLE001  whatever it is, it is for who asked, and the thread lives on
            with suppress(sqlite3.Error):
                self._connection.rollback()
            if len(calls) > 1 and not is_busy(error):
                # One may be at fault for all. Where somebody keeps a lock, each would wait as long again.
                for call in calls:
                    self._run((call,))
            else:
                for call in calls:
                    call.error = explain(error, self._path)

    def _transact(self, calls: Sequence[_Call]) -> None:
        execute = self._connection.execute
        together = sum(len(call.steps) for call in calls) > 1  # a single statement is a transaction by itself
        if together:
            only_reads = all(statement.reads for call in calls for statement, _ in call.steps)
            execute("BEGIN" if only_reads else "BEGIN IMMEDIATE")
        for call in calls:
            call.results = [0] * len(call.steps)
            for number, (statement, arguments) in enumerate(call.steps):
                cursor = execute(statement.sql, arguments)
                call.results[number] = cursor.fetchall() if statement.reads else cursor.rowcount
                if call.guarded and not call.results[0]:
                    break
        if together:
            execute("COMMIT")


def _deliver(calls: Sequence[_Call]) -> None:
    for call in calls:
        if call.future.done():  # cancelled: nobody waits any more
            continue
        if call.error:
            call.future.set_exception(call.error)
        else:
            call.future.set_result(call.results[0] if call.single else call.results)
