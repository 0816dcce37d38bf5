"""How SQLite is spoken to."""

import logging
from pathlib import Path

from sqlalchemy import URL, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

_BUSY_SECONDS = 5
_SETTINGS = (
    # Answers that are erased or replaced are overwritten with zeros
    "PRAGMA secure_delete = ON",
    # With a write-ahead log, what is committed survives a crash of the process either way. FULL would
    # survive a power cut too, for one fsync a turn; without it, somebody is asked the last question again.
    # What mustn't come back after a power cut is what was erased, and wiping waits for the disk.
    "PRAGMA synchronous = NORMAL",
    # Wiping copies the whole database; no copy of it in a folder for temporary files
    "PRAGMA temp_store = MEMORY",
)


def connect(path: Path) -> AsyncEngine:
    """Return an engine over one SQLite file. It connects at its first use."""
    # At DEBUG it logs every statement with its parameters: somebody's answers
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        connect_args={"timeout": _BUSY_SECONDS},
        hide_parameters=True,
        # Every operation is one statement, so it is its own transaction
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
        # SQLite has one writer at a time. Several connections would find each other's lock and sleep;
        # tasks that wait for one connection go on as soon as it is free.
        pool_size=1,
        max_overflow=0,
    )
    event.listen(engine.sync_engine, "connect", _set_up)
    return engine


def _set_up(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    for setting in _SETTINGS:
        cursor.execute(setting)
    cursor.close()
