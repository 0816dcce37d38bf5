"""Conversations in a file of SQLite."""

import asyncio
import sqlite3
import time
from functools import partial
from pathlib import Path
from typing import Self

from sqlalchemy import create_engine
from sqlalchemy.dialects import sqlite
from sqlalchemy.pool import StaticPool

from bot.store.cipher import Seal
from bot.store.driver import Rows, Statement, Texts, Values
from bot.store.keyfile import beside, key_of
from bot.store.migrate import prepare
from bot.store.sqlite.errors import explain, explained, is_busy
from bot.store.sqlite.place import close_to_others, locate, make_room
from bot.store.sqlite.wiping import BUSY_MILLISECONDS, Wiping
from bot.store.sqlite.worker import Worker

_PLAIN = "0001"  # the revision before conversations were encrypted
_SETTINGS = (
    # Answers that are erased or replaced are overwritten with zeros
    "PRAGMA secure_delete = ON",
    # With a write-ahead log, what is committed survives a crash of the process either way. FULL would
    # survive a power cut too, for one fsync a turn; without it, somebody is asked the last question again.
    # What mustn't come back after a power cut is what was erased, and wiping waits for the disk.
    "PRAGMA synchronous = NORMAL",
    # Wiping copies the whole database; no copy of it in a folder for temporary files
    "PRAGMA temp_store = MEMORY",
    # In KiB, as it is negative: the upper levels of the trees of a million conversations
    "PRAGMA cache_size = -16384",
)
_WAL_SECONDS = 5
_WAL_PAUSE_SECONDS = 0.02
DIALECT = sqlite.dialect(paramstyle="qmark")


class SQLite:
    """The driver for one file."""

    shared = False

    def __init__(self, connection: sqlite3.Connection, path: Path, wiping: Wiping) -> None:
        """Use ``SQLite.open`` instead."""
        self._worker = Worker(connection, wiping, partial(explain, path=path))
        self._texts = Texts(DIALECT)

    @classmethod
    async def open(cls, url: str, keys: tuple[str, ...]) -> tuple[Self, Seal]:
        """Open the file at ``url``, create or migrate it as needed; return what its rows are encrypted with.

        Without ``keys``, the key is in a file beside it. Raises ``StoreError``, and leaves a file that can't
        be used as it was.
        """
        path = locate(url)
        connection, wiping, seal = await asyncio.to_thread(_open, path, keys)
        return cls(connection, path, wiping), seal

    async def read(self, statement: Statement, values: Values) -> Rows:
        """Return the rows that are asked for."""
        text = self._texts[statement]
        rows: Rows = await self._worker.run(text, text.values(values))
        return rows

    async def write(self, statement: Statement, values: Values) -> int:
        """Return how many rows were changed."""
        text = self._texts[statement]
        changed: int = await self._worker.run(text, text.values(values))
        return changed

    async def tidy(self) -> None:
        """Wipe what statements that erase left in the files."""
        await self._worker.tidy()

    async def close(self) -> None:
        """Let go of the file, once what is under way has ended."""
        await self._worker.stop()


def _open(path: Path, keys: tuple[str, ...]) -> tuple[sqlite3.Connection, Wiping, Seal]:
    with explained(path):
        make_room(path)
        connection = connect(path)
        try:
            seal, revision = _prepare(connection, path, keys)
            close_to_others(path)
            use_wal(connection)
        except BaseException:
            connection.close()
            raise
    wiping = Wiping(connection, path)
    if revision == _PLAIN:
        wiping.tidy()
    return connection, wiping, seal


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection in autocommit mode, for whichever thread; raises ``sqlite3.Error``."""
    connection = sqlite3.connect(
        path, timeout=BUSY_MILLISECONDS / 1000, isolation_level=None, check_same_thread=False
    )
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path, keys: tuple[str, ...]) -> tuple[Seal, str | None]:
    engine = create_engine(
        "sqlite://",
        creator=lambda: connection,
        poolclass=StaticPool,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
    )
    with engine.connect() as opened:
        # The lock comes first: of two that open a fresh file, the second finds it migrated
        opened.exec_driver_sql("BEGIN IMMEDIATE")
        prepared = prepare(opened, f"The database at {path}", partial(_seal, path, keys), shares=False)
        opened.exec_driver_sql("COMMIT")
    return prepared


def _seal(path: Path, keys: tuple[str, ...], *, sealed: bool) -> Seal:
    file = beside(path)
    if not keys:
        return Seal((key_of(path, sealed=sealed),), f"the key file {file}")
    return Seal(
        keys, f"DATA_KEY (which stands in place of the key file {file})" if file.exists() else "DATA_KEY"
    )


def use_wal(connection: sqlite3.Connection) -> None:
    """Let the database keep a write-ahead log: reading goes on while another process writes.

    Raises ``sqlite3.OperationalError`` where another process keeps a lock for 5 seconds.
    """
    deadline = time.monotonic() + _WAL_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # Here SQLite doesn't wait for its lock as elsewhere: two that switch at once both fail at once
            if not is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(_WAL_PAUSE_SECONDS)
        else:
            return
