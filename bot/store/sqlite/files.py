"""The files of an SQLite database: which one it is, the key beside it, and that nobody else can read them."""

import errno
import os
from contextlib import suppress
from pathlib import Path

from bot.store.cipher import new_key
from bot.store.errors import DecryptionError, StoreError

_SCHEMES = ("sqlite", "sqlite+aiosqlite")
_EXAMPLE = "sqlite:///mesoguide.db or postgresql://user:password@host/mesoguide"


def locate(url: str) -> Path:
    """Return the file that a database URL, or a plain path, stands for.

    ``sqlite:///data/m.db`` and ``data/m.db`` are the same file. Raises ``StoreError`` for anything but a file
    of SQLite; the URL isn't repeated, since it may hold a password.
    """
    scheme, has_scheme, rest = url.partition("://")
    if has_scheme and (scheme not in _SCHEMES or not rest.startswith("/") or "?" in rest):
        raise StoreError(f"DATABASE_URL is not one that Mesoguide knows. Write it such as {_EXAMPLE}.")
    name = rest.removeprefix("/") if has_scheme else url
    if name in ("", ":memory:"):
        raise StoreError(f"DATABASE_URL names no file. Write it such as {_EXAMPLE}.")
    try:
        return Path(name).expanduser().absolute()
    except RuntimeError as error:
        raise StoreError(f"Nobody's home folder is meant by {name}. Write DATABASE_URL without ~.") from error


def create_file(path: Path) -> None:
    """Create an empty database file, and its folder, where they are missing; both for their owner only.

    Raises ``StoreError`` where ``path`` is a folder or can't be in one, ``OSError`` where it can't be created
    or written.
    """
    if path.is_dir():
        raise StoreError(f"{path} is a folder. Point DATABASE_URL at a file in it.")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise StoreError(f"{path} is below something that is not a folder. Point DATABASE_URL elsewhere.") from error
    with suppress(FileExistsError):
        # SQLite would create it readable by everybody
        os.close(_create_private(path))
    if not os.access(path, os.W_OK):
        # SQLite would open it read-only, and fail at somebody's first answer
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def restrict_access(path: Path) -> None:
    """Let only their owner read the database, its log and its key; raises ``OSError``.

    Files that SQLite creates beside the database from then on have the same mode.
    """
    logs = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    for file in (path, *logs, key_file(path)):
        if file.exists() and file.stat().st_mode & 0o077:
            file.chmod(0o600)


def key_file(database: Path) -> Path:
    """Return where the key of a database is if nobody has set one: in a file beside it."""
    return database.with_name(f"{database.name}.key")


def read_key(database: Path, *, encrypted: bool) -> str:
    """Return the key in a database's key file; make one where there is none yet.

    ``encrypted``: the database holds encrypted rows already, so that a new key would be of no use. The caller
    holds the database's lock: of two processes that start at once, the second finds the key of the first.
    Raises ``DecryptionError`` where the key is gone, ``StoreError`` where the file can't be used.
    """
    file = key_file(database)
    key = ""
    try:
        with suppress(FileNotFoundError):
            key = file.read_text(errors="replace").strip()
        if not key and not encrypted:
            key = new_key()
            _write_key(file, key)
    except OSError as error:
        raise StoreError(f"The key file {file} can't be used ({error.strerror}).") from error
    if not key:
        raise DecryptionError(
            f"The conversations in {database} are encrypted, and their key file {file} is missing. Bring it "
            "back, or set DATA_KEY to the key that was in it. Nothing was changed."
        )
    return key


def _write_key(file: Path, key: str) -> None:
    """Write a key file, and return when it is on the disk."""
    file.unlink(missing_ok=True)  # empty, if the process that created it was stopped before it wrote
    with os.fdopen(_create_private(file), "w") as opened:
        opened.write(key + "\n")
        opened.flush()
        os.fsync(opened.fileno())
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # or a power cut could keep the conversations and lose the file's name
    finally:
        os.close(folder)


def _create_private(file: Path) -> int:
    return os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
