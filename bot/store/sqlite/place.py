"""Which file the conversations are in, and that nobody else on the machine can read it."""

import errno
import os
from contextlib import suppress
from pathlib import Path

from bot.store.errors import StoreError
from bot.store.keyfile import beside

_SCHEMES = ("sqlite", "sqlite+aiosqlite")
_EXAMPLE = "sqlite:///mesoguide.db or postgresql://user:password@host/mesoguide"


def locate(url: str) -> Path:
    """Return the file that a database URL, or a plain path, stands for.

    Raises ``StoreError`` for anything but a file of SQLite; the URL isn't repeated, it may hold a password.
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


def make_room(path: Path) -> None:
    """Create the file, empty, and its folder where they are missing; both for their owner only.

    Raises ``StoreError`` where ``path`` is a folder or can't be in one, ``OSError`` where it can't be made
    or written.
    """
    if path.is_dir():
        raise StoreError(f"{path} is a folder. Point DATABASE_URL at a file in it.")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise StoreError(
            f"{path} is below something that is not a folder. Point DATABASE_URL elsewhere."
        ) from error
    with suppress(FileExistsError):
        # SQLite would create it readable for everybody
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    if not os.access(path, os.W_OK):
        # SQLite would open it for reading, and fail at somebody's first answer
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def close_to_others(path: Path) -> None:
    """Take the database, its key and the files beside it away from other users; raises ``OSError``.

    Files that SQLite creates beside it from then on have the same mode.
    """
    beside_it = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    for file in (path, *beside_it, beside(path)):
        if file.exists() and file.stat().st_mode & 0o077:
            file.chmod(0o600)
