"""The files that clinics are read from: their text, their TOML, and how to tell that one has changed."""

import re
from pathlib import Path

import tomli

from dialogs.planning.protocol_file import GIVEN_UP

MAX_BYTES = 4 << 20  # of a file: some 5,000 clinics
MAX_NAMED = 60  # characters of a wrong line that are named

_CURLED = re.compile("[“”„«»‘’]")

_HINTS = {
    r"Expected ']+'": "write [[clinic]] with two brackets on each side, and [clinic.hours] with one",
    "overwrite|twice|redefin": "this name stands there twice",
    "array": "a list ends with ], and a day in it is written 2026-12-24",
    "newline or end": "a price is a number alone, such as 90 or 90.50; words and times stand between quotation marks",
    "Invalid value|string": 'words stand between straight quotation marks, such as "smile"; prices and days stand alone',
}
"""What to do about an error of the TOML parser, for somebody who never wrote TOML."""


class UnreadableError(Exception):
    """A file that holds nothing to use; the message says why, for whoever wrote it."""


class Files:
    """Reads files, and knows whether one of them has changed since."""

    def __init__(self) -> None:
        self._fingerprints: dict[Path, tuple[int, ...] | None] = {}

    @property
    def changed(self) -> bool:
        """Whether any file that was asked for is another one now, is gone, or can be read at last."""
        return any(_fingerprint(path) != before for path, before in self._fingerprints.items())

    @property
    def folders(self) -> frozenset[Path]:
        """Those of its folders that there are."""
        return frozenset(path.parent for path in self._fingerprints if path.parent.is_dir())

    def text(self, path: Path) -> str:
        """The text of a file; raises `UnreadableError` where it is missing, too large or not UTF-8."""
        self._fingerprints[path] = _fingerprint(path)  # before it is read, so that no change is missed
        try:
            if path.is_fifo():  # reading it would wait, perhaps for ever
                raise UnreadableError(f"{path} is a pipe and no file")
            with path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
            if len(content) > MAX_BYTES:
                raise UnreadableError(f"{path} is larger than {MAX_BYTES >> 20} MB")
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise UnreadableError(f"{path} is not text in UTF-8; save it once more with that encoding") from None
        except (OSError, ValueError) as error:  # ValueError: a name with a zero in it
            why = getattr(error, "strerror", None) or "there is no such file"
            raise UnreadableError(f"{path} cannot be read: {why}") from None

    def toml(self, path: Path) -> dict[str, object]:
        """What stands in a TOML file; raises `UnreadableError` as `text` does, and where it is not TOML."""
        try:
            return tomli.loads(self.text(path))
        except tomli.TOMLDecodeError as error:
            raise UnreadableError(f"not TOML: {_explained(error)}") from None
        except (ValueError, RecursionError):
            raise UnreadableError(GIVEN_UP) from None


def _fingerprint(path: Path) -> tuple[int, ...] | None:
    """What differs once a file was changed or may be read at last; None where there is no file."""
    try:
        found = path.stat()
    except (OSError, ValueError):  # as in `Files.text`
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def _explained(error: tomli.TOMLDecodeError) -> str:
    """An error of the parser, the line where it stands, and what to do about it."""
    text = error.doc.splitlines()[error.lineno - 1 : error.lineno]
    line = "".join(filter(str.isprintable, text[0])).strip() if text else ""
    named = f": {line[:MAX_NAMED]}" if line else ""
    if _CURLED.search(line):
        return f'{error}{named} (use straight quotation marks, "like these")'
    hint = next((hint for pattern, hint in _HINTS.items() if re.search(pattern, error.msg)), "")
    return f"{error}{named}" + (f" ({hint})" if hint else "")
