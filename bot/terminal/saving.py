"""Where a person wants a file to be written."""

import os
from contextlib import suppress
from pathlib import Path

from dialogs.text import Text, _

# Translators: what people may type to have no file written, with commas
NO_WORDS = _("no, no thanks, cancel, nowhere")
NOT_WRITTEN = _("It was not written.")


def looks_like_a_command(typed: str) -> bool:
    """Whether `typed` is like "/quit", which is no file in the root folder; "/tmp" is a folder if it is there."""
    with suppress(OSError):
        if Path(typed).exists():
            return False
    return typed.startswith("/") and "/" not in typed[1:]


def where(name: str) -> Text:
    """The question; an empty answer means the folder that the program runs in."""
    folder = "."
    with suppress(OSError):  # the folder has been deleted meanwhile
        folder = str(Path.cwd())
    return _(
        "Where shall I write {name}? Type a folder or a file. Enter alone: {folder}. “no”: nowhere.",
        name=name,
        folder=folder,
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

    Raises `FileExistsError` where there is one and `replace` is False, `OSError` where none can be written, and
    `ValueError` for a name that no file can have.
    """
    # Not blocking: what is there may be a pipe that nobody reads
    flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NONBLOCK", 0) | (os.O_TRUNC if replace else os.O_EXCL)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        if hasattr(os, "fchmod"):  # a file that is replaced may have been readable by everybody
            os.fchmod(file.fileno(), 0o600)
        file.write(content)


def refused(path: Path, error: OSError | ValueError) -> Text:
    """Why nothing could be written, and what to do. A `ValueError` comes from a name that no file can have."""
    why = (isinstance(error, OSError) and error.strerror) or type(error).__name__
    return _("{path} cannot be written: {why}. Please name another place.", path=str(path), why=why)


def taken(path: Path) -> Text:
    """What to do where there is a file already."""
    return _("{path} is there already. Type it once more to replace it, or name another.", path=str(path))


def written(path: Path) -> Text:
    """Where the file is."""
    return _("Written to {path}. Only you can read it.", path=str(path.resolve()))
