"""The clinics in force. A change of their file comes into force by itself; a broken one leaves the last good one."""

import asyncio
from pathlib import Path

import structlog
from watchfiles import awatch

from bot.clinics.file import Clinics, ClinicsError, read
from bot.clinics.source import Files
from bot.errors import UsageError, unknown
from dialogs.guide import Guide, Guides
from dialogs.text import _

NO_CLINICS = _(
    "CLINICS is not set, so there is no clinic yet. Put the path of your clinics.toml into .env as CLINICS=..."
    " (docs/clinics.md says what stands in it.)"
)

log = structlog.get_logger(__name__)

POLL_MILLISECONDS = 5_000  # between two looks at the files, where the system reports no change
MAX_LOGGED = 10  # problems of a broken file


class Directory:
    """Every clinic of one file, or none at all without a file."""

    def __init__(self, path: Path | None, neutral: Guide) -> None:
        """Raises `UsageError` that names every problem of the file with its place."""
        self._path = path
        self._files = Files()
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

    def guide_of(self, slug: str) -> Guide:
        """The guide of the clinic called `slug`.

        Raises `UsageError` where there is no file of clinics, and for an unknown slug, with those that there are.
        """
        if self._path is None:
            raise UsageError(NO_CLINICS)
        guides = self.guides.of_clinics
        if slug not in guides:
            raise UsageError(unknown(_("There is no clinic “{slug}”.", slug=slug), slug, tuple(guides)))
        return guides[slug]

    @property
    def state(self) -> str | None:
        """What `/readyz` says of the file: that it is used, or that the last good one is; None without a file."""
        if self._path is None:
            return None
        return "broken, the last good one is in force" if self.broken else "ok"

    async def watch(self) -> None:
        """Refresh whenever a file changes; never ends while there is a file.

        Raises OSError where the system watches no more folders. The files were looked at before that, so that
        calling it again and again keeps up too, a little later.
        """
        while self._path is not None:
            await self.refresh()
            folders = self._files.folders
            async for _changes in awatch(
                *folders, watch_filter=None, recursive=False, rust_timeout=POLL_MILLISECONDS, yield_on_timeout=True
            ):
                await self.refresh()
                if self._files.folders != folders:
                    break

    async def refresh(self) -> None:
        """Read the files again where one has changed, in a thread. A broken file is logged, and changes nothing."""
        if self._path is None or not await asyncio.to_thread(lambda: self._files.changed):
            return
        try:
            await asyncio.to_thread(self._read, self._path)
        except ClinicsError as error:
            log.error(
                "the clinics cannot be used as they are now; the last good ones stay",
                problems=error.problems[:MAX_LOGGED],
            )
        else:
            log.info("the clinics were read anew", clinics=len(self.guides.of_clinics))

    def _read(self, path: Path) -> None:
        """Read everything; raises `ClinicsError`, and then leaves the clinics as they are."""
        files = Files()
        try:
            clinics = read(path, self.guides.neutral, files)
        except ClinicsError:
            self._files, self.broken = files, True
            raise
        self._files, self.broken = files, False
        self.clinics = clinics  # last: who sees the new ones may ask how they are
