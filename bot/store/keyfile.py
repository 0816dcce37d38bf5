"""The key of an SQLite database for which nobody set one: in a file beside it."""

import os
from pathlib import Path

from bot.store.cipher import new_key
from bot.store.errors import SealedError, StoreError


def beside(database: Path) -> Path:
    """Return where the key of a database is."""
    return database.with_name(f"{database.name}.key")


def key_of(database: Path, *, sealed: bool) -> str:
    """Return the key of a database; make one where there is none yet.

    ``sealed``: something is encrypted already, so that a new key would be of no use. The caller holds the
    database's lock: of two processes that start at once, the second finds the key of the first. Raises
    ``SealedError`` where the key is gone, ``StoreError`` where the file can't be used.
    """
    file = beside(database)
    try:
        key = _text(file)
        if not key and not sealed:
            key = new_key()
            _write(file, key)
    except OSError as error:
        raise StoreError(f"The key file {file} can't be used ({error.strerror}).") from error
    if not key:
        raise SealedError(
            f"The conversations in {database} are encrypted, and their key file {file} is missing. Bring it "
            "back, or set DATA_KEY to the key that was in it. Nothing was changed."
        )
    return key


def _text(file: Path) -> str:
    """The content of a file; empty if there is none, or if the process that made it was stopped there."""
    try:
        return file.read_text(errors="replace").strip()
    except FileNotFoundError:
        return ""


def _write(file: Path, key: str) -> None:
    """Write a file for its owner only, and return when it is on the disk."""
    file.unlink(missing_ok=True)  # an empty one
    descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(key + "\n")
        opened.flush()
        os.fsync(descriptor)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # or a power cut could leave the conversations and take the name of the file
    finally:
        os.close(folder)
