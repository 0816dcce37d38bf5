"""What is erased leaves no trace in the files of the database."""

import logging
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.errors import StoreError, explained

_log = logging.getLogger(__name__)
_LEFT = "Traces of erased rows stay on the disk until the next erasure. %s"


async def wipe(connection: AsyncConnection, path: Path) -> None:
    """Rewrite the database from its live rows, and empty its write-ahead log.

    ``secure_delete`` alone isn't enough: it overwrites a row where the row is, not the copies that
    SQLite left behind in other pages when it moved the row between them. Neither does it reach the log.

    The rows are gone whether this succeeds or not, so where it can't be done, a warning says so.
    """
    try:
        with explained(path):
            await connection.exec_driver_sql("VACUUM")
            # Both files are on the disk when this returns, so a power cut brings nothing back
            checkpoint = await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            is_read_elsewhere = checkpoint.scalar_one()
    except StoreError as error:
        _log.warning(_LEFT, error)
    else:
        if is_read_elsewhere:
            _log.warning(_LEFT, f"Another program reads the database at {path}. Close that program.")
