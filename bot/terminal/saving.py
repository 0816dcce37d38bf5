"""Where a person wants a file to be written."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from dialogs.text import Text, _

# Translators: what people may type to have no file written, with commas
NO_WORDS = _("no, no thanks, cancel, nowhere")
NOT_WRITTEN = _("It was not written.")


def _here() -> str:
    try:
        return str(Path.cwd())
    except OSError:  # the folder has been deleted meanwhile
        return "."


def looks_like_a_command(typed: str) -> bool:
    """Whether it begins like a command: "/quit" is no file in the root folder, "/tmp" is the folder that is there."""
    there = False
    with suppress(OSError):
        there = Path(typed).exists()
    return typed.startswith("/") and "/" not in typed[1:] and not there


class TakenError(Exception):
    """There is a file already."""


def where(name: str) -> Text:
    """The question; an empty answer means the folder that the program runs in."""
    return _(
        "Where shall I write {name}? Type a folder or a file. Enter alone: {folder}. “no”: nowhere.",
        name=name,
        folder=_here(),
    )


def target(typed: str, name: str) -> Path:
    """The file that `typed` means: itself, or the file `name` in it where it is a folder."""
    path = Path(typed or ".")
    with suppress(RuntimeError):  # "~somebody" who is not there is a name like any other
        path = path.expanduser()
    with suppress(OSError):  # a name that is too long is no folder, and writing will say so
        return path / name if path.is_dir() else path
    return path


def write(path: Path, content: bytes, *, replace: bool) -> None:
    """Write a file that only its owner can read.

    Raises `TakenError` where there is one that is not to be replaced, OSError where none can be written.
    """
    # Without waiting: what is there may be a pipe that nobody reads
    flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NONBLOCK", 0) | (os.O_TRUNC if replace else os.O_EXCL)
    try:
        descriptor = os.open(path, flags, 0o600)
    except FileExistsError:
        raise TakenError from None
    with os.fdopen(descriptor, "wb") as file:
        if hasattr(os, "fchmod"):  # what was there before may have been for everybody
            os.fchmod(descriptor, 0o600)
        file.write(content)


def refused(path: Path, error: OSError | ValueError) -> Text:
    """Why nothing could be written, and what to do; a name may be none to this file system."""
    why = (isinstance(error, OSError) and error.strerror) or type(error).__name__
    return _("{path} cannot be written: {why}. Please name another place.", path=str(path), why=why)


def taken(path: Path) -> Text:
    """What to do where there is a file already."""
    return _("{path} is there already. Type it once more to replace it, or name another.", path=str(path))


def written(path: Path) -> Text:
    """Where the file is."""
    return _("Written to {path}. Only you can read it.", path=str(path.resolve()))
