"""What went wrong with the database, as one sentence for the person who runs the bot."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

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
_OTHERWISE = (
    "The database at {path} can't be used ({error}). Restore it from a backup, or move it away to start an "
    "empty one."
)


class StoreError(Exception):
    """The store can't do what was asked of it.

    The message is one that a person who runs the bot can act on; nothing of a conversation is in it.
    """


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite or the file system reports about ``path`` into a ``StoreError``."""
    try:
        yield
    except NoConnection as error:
        raise StoreError(_BUSY.format(path=path)) from error
    except DBAPIError as error:
        raise _of_sqlite(error.orig, path) from error
    except sqlite3.Error as error:  # while connecting, before SQLAlchemy wraps errors
        raise _of_sqlite(error, path) from error
    except PermissionError as error:
        raise StoreError(_NOT_ALLOWED.format(path=path)) from error
    except OSError as error:
        raise StoreError(
            f"{path} can't hold the database ({error.strerror}). Point DATABASE_URL at another file."
        ) from error


def is_busy(error: DBAPIError) -> bool:
    """Tell whether a statement failed only because somebody else held the lock."""
    return _code(error.orig) == sqlite3.SQLITE_BUSY


def _of_sqlite(error: BaseException | None, path: Path) -> StoreError:
    return StoreError(_SENTENCES.get(_code(error), _OTHERWISE).format(path=path, error=error))


def _code(error: BaseException | None) -> int:
    """SQLite's primary result code; the upper bits of the extended one only say how it came about."""
    extended: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return extended & 0xFF
