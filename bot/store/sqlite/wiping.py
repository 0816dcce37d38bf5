"""What is erased leaves no trace in the files of an SQLite database.

Answers are encrypted, so what might be found there is ciphertext, and the number of a chat. Three things
take that away too:

* ``secure_delete`` overwrites a row with zeros where the row is.
* Emptying the write-ahead log takes its copies away. It follows every erasure.
* ``VACUUM`` takes away the copies that SQLite leaves behind in other pages when it moves a row between
  them. It rewrites the whole database and lets nobody save meanwhile: a quarter of a second for 64 MiB,
  which is 70,000 conversations. So it follows only when idle conversations are erased, and not in a larger
  file; there such a copy stays until SQLite needs its place.
"""

import logging
import sqlite3
from pathlib import Path

from bot.store.sqlite.errors import explain

BUSY_MILLISECONDS = 5000
"""How long SQLite waits for another process's lock."""
REWRITTEN_BYTES = 64 << 20
"""The size of the largest file that is rewritten."""

_WIPE_MILLISECONDS = 200  # for a lock: everybody's turn waits meanwhile, and the next erasure wipes too
_log = logging.getLogger(__name__)
_LEFT = "Traces of erased rows stay on the disk until the next erasure. %s"


class Wiping:
    """Wipes one database over the connection that erases; logs a warning where it can't be done."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Take the connection, in autocommit mode, and the file."""
        self._connection = connection
        self._path = path
        self._traces = True  # an earlier process may have left some

    def after_erasure(self) -> None:
        """Empty the write-ahead log."""
        self._traces = True
        self._attempt(rewrite=False)

    def tidy(self) -> None:
        """Empty the log, and rewrite a small database from its live rows if anything was erased."""
        self._attempt(rewrite=self._traces)

    def _attempt(self, *, rewrite: bool) -> None:
        try:
            self._wait_for_locks(_WIPE_MILLISECONDS)
            rewrite = rewrite and self._path.stat().st_size <= REWRITTEN_BYTES
            if rewrite:
                self._connection.execute("VACUUM")
            # Both files are on the disk when this returns, so a power cut brings nothing back
            is_read_elsewhere = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except (sqlite3.Error, OSError) as error:
            _log.warning(_LEFT, explain(error, self._path))
        else:
            if is_read_elsewhere:
                _log.warning(_LEFT, f"Another program reads the database at {self._path}. Close that program.")
            elif rewrite:
                self._traces = False
        finally:
            self._wait_for_locks(BUSY_MILLISECONDS)

    def _wait_for_locks(self, milliseconds: int) -> None:
        self._connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
