"""What SQLite and the file system report, in sentences."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from bot.store.errors import StoreError

_BUSY = "The database at {path} is busy: another program keeps it locked. Close that program."
_NOT_ALLOWED = (
    "Mesoguide may not write to the database at {path}. Let the user who runs it write to that file and "
    "its folder, or point DATABASE_URL elsewhere."
)
_SENTENCES = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_PERM: _NOT_ALLOWED,
    sqlite3.SQLITE_AUTH: _NOT_ALLOWED,
    sqlite3.SQLITE_READONLY: _NOT_ALLOWED,
    sqlite3.SQLITE_CANTOPEN: _NOT_ALLOWED,
    sqlite3.SQLITE_FULL: "The disk is full: the database at {path} can't grow. Make room on it.",
    sqlite3.SQLITE_IOERR: "The disk with the database at {path} fails ({error}). Check it.",
    sqlite3.SQLITE_NOTADB: (
        "{path} is not an SQLite database. Point DATABASE_URL at another file. Nothing was changed."
    ),
}
_NO_FILE = "{path} can't hold the database ({error.strerror}). Point DATABASE_URL at another file."
_OTHERWISE = (
    "The database at {path} can't be used ({error}). Restore it from a backup, or move it away to start an empty one."
)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite or the file system reports about ``path`` into a ``StoreError``."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, OSError) as error:
        raise explain(error, path) from error


def explain(error: Exception, path: Path) -> Exception:
    """Return the ``StoreError`` that an error is, caused by it; what isn't the database's as it is."""
    reported = error.orig if isinstance(error, DBAPIError) else error  # SQLAlchemy wraps errors
    if isinstance(reported, sqlite3.Error):
        sentence = _SENTENCES.get(_code(reported), _OTHERWISE)
    elif isinstance(reported, PermissionError):
        sentence = _NOT_ALLOWED
    elif isinstance(reported, OSError):
        sentence = _NO_FILE
    else:
        return error
    found = StoreError(sentence.format(path=path, error=reported))
    found.__cause__ = error
    return found


def is_busy(error: Exception) -> bool:
    """Tell whether a statement failed only because somebody else held the lock."""
    return _code(error) == sqlite3.SQLITE_BUSY


def _code(error: Exception) -> int:
    """SQLite's primary result code; the upper bits of the extended one only say how it came about."""
    extended: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return extended & 0xFF
