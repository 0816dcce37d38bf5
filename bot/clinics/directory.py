"""The clinics in force. A change of their file comes into force by itself; a broken one leaves the last good one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import structlog
from watchfiles import awatch

from bot.clinics.file import Clinics, ClinicsError, read
from bot.errors import UsageError
from dialogs.guide import Guide, Guides
from dialogs.text import _

log = structlog.get_logger(__name__)

AT_LEAST = 5_000  # milliseconds between two looks at the files, where nobody reports a change
TOLD = 10  # problems of a broken file that the log names

_State = tuple[int, int, int] | None


class Directory:
    """Every clinic of one file, or none at all without a file."""

    def __init__(self, path: Path | None, neutral: Guide) -> None:
        """Raises `UsageError` that names every problem of the file with its place."""
        self._path = path
        self._seen: Mapping[Path, _State] = {}
        self.clinics = Clinics(Guides(neutral))
        self.broken = False
        """Whether the file was changed into something that cannot be used."""
        if path is None:
            return
        try:
            self._read(path)
        except ClinicsError as error:
            problems = "".join(f"\n  {problem}" for problem in error.problems)
            raise UsageError(
                _("The clinics in {path} cannot be used:{problems}", path=str(path), problems=problems)
            ) from None

    @property
    def guides(self) -> Guides:
        """The guides in force at this moment."""
        return self.clinics.guides

    @property
    def state(self) -> str | None:
        """What `/readyz` says of the file: that it is used, or that the last good one is; None without a file."""
        if self._path is None:
            return None
        return "broken, the last good one is in force" if self.broken else "ok"

    async def keep_up(self) -> None:
        """Follow the files for ever, beside the event loop."""
        while self._path is not None:
            folders = self._folders
            async for _changes in awatch(
                *folders, recursive=False, rust_timeout=AT_LEAST, yield_on_timeout=True
            ):
                await self.refresh()
                if self._folders != folders:
                    break

    async def refresh(self) -> None:
        """Read the files again where they have changed."""
        if self._path is None or not await asyncio.to_thread(self._changed):
            return
        try:
            await asyncio.to_thread(self._read, self._path)
        except ClinicsError as error:
            self.broken = True
            log.error(
                "the clinics cannot be used as they are now; the last good ones stay",
                problems=error.problems[:TOLD],
            )
        else:
            self.broken = False
            log.info("the clinics were read anew", clinics=len(self.guides.of_clinics))

    @property
    def _folders(self) -> frozenset[Path]:
        return frozenset(file.parent for file in self._seen if file.parent.is_dir())

    def _changed(self) -> bool:
        return any(_state(file) != state for file, state in self._seen.items())

    def _read(self, path: Path) -> None:
        """Read everything; raises `ClinicsError`, and then leaves the clinics as they are.

        How a file looked is noted before it is read, so that no change falls in between.
        """
        before = {file: _state(file) for file in (path, *self._seen)}
        files: frozenset[Path] = frozenset((path,))
        try:
            self.clinics = read(path, self.guides.neutral)
            files = self.clinics.files
        except ClinicsError as error:
            files = error.files | files
            raise
        finally:
            self._seen = {file: before[file] if file in before else _state(file) for file in files}


def _state(file: Path) -> _State:
    """What tells a changed file from an unchanged one; None where there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
