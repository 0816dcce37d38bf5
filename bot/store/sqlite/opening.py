"""Opens a file of SQLite: creates or migrates it, and sets the connection up."""

import sqlite3
import time
from functools import partial
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from bot.store.cipher import Cipher
from bot.store.migrate import prepare
from bot.store.sqlite.errors import explained, is_busy
from bot.store.sqlite.files import create_file, key_file, read_key, restrict_access
from bot.store.sqlite.wiping import BUSY_MILLISECONDS

_SETTINGS = (
    # Answers that are erased or replaced are overwritten with zeros
    "PRAGMA secure_delete = ON",
    # With a write-ahead log, what is committed survives a crash of the process either way. FULL would
    # survive a power cut too, for one fsync a turn; without it, somebody is asked the last question again.
    # What mustn't come back after a power cut is what was erased, and wiping waits for the disk.
    "PRAGMA synchronous = NORMAL",
    # Wiping copies the whole database; no copy of it may be in a folder for temporary files
    "PRAGMA temp_store = MEMORY",
    # In KiB, as it is negative: the upper levels of the trees of a million conversations
    "PRAGMA cache_size = -16384",
)
_WAL_SECONDS = 5
_WAL_PAUSE_SECONDS = 0.02


def open_file(path: Path, keys: tuple[str, ...]) -> tuple[sqlite3.Connection, Cipher, str | None]:
    """Open a database, create or migrate it as needed.

    Return a connection as ``connect`` does, what its rows are encrypted with, and the revision that it had
    before. Without ``keys``, the key is in a file beside it. Raises ``StoreError``.
    """
    with explained(path):
        create_file(path)
        connection = connect(path)
        try:
            cipher, revision = _prepare(connection, path, keys)
            restrict_access(path)
            use_wal(connection)
        except BaseException:
            connection.close()
            raise
    return connection, cipher, revision


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection in autocommit mode, for whichever thread; raises ``sqlite3.Error``."""
    connection = sqlite3.connect(path, timeout=BUSY_MILLISECONDS / 1000, isolation_level=None, check_same_thread=False)
    # Words that are no UTF-8 belong to one row that is broken; an error here would be one of the whole database
    connection.text_factory = _text
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _text(found: bytes) -> str:
    return found.decode(errors="surrogateescape")


def use_wal(connection: sqlite3.Connection) -> None:
    """Let the database keep a write-ahead log: reading goes on while another process writes.

    Raises ``sqlite3.OperationalError`` where another process keeps a lock for 5 seconds.
    """
    deadline = time.monotonic() + _WAL_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            # Here SQLite doesn't wait for its lock as elsewhere: two that switch at once both fail at once
            if not is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(_WAL_PAUSE_SECONDS)


def _prepare(connection: sqlite3.Connection, path: Path, keys: tuple[str, ...]) -> tuple[Cipher, str | None]:
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
        prepared = prepare(opened, f"The database at {path}", partial(_cipher, path, keys), shares=False)
        opened.exec_driver_sql("COMMIT")
    return prepared


def _cipher(path: Path, keys: tuple[str, ...], *, encrypted: bool) -> Cipher:
    file = key_file(path)
    if not keys:
        return Cipher((read_key(path, encrypted=encrypted),), f"the key file {file}")
    instead = f" (which stands in place of the key file {file})" if file.exists() else ""
    return Cipher(keys, f"DATA_KEY{instead}")
