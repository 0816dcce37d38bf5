"""The pages of the clinics, and what they ask of the rest of the program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.routing import Route

from bot.clinics.directory import Directory
from bot.stats.tally import Tally
from bot.store import Store
from bot.store.counts import Count
from bot.web.pages import Pages
from bot.web.stats import StatsPages


@dataclass(frozen=True, slots=True)
class Sources:
    """What the pages are made from. `username`: the bot's name on Telegram, which every link begins with.

    `tally`: what this process has counted and not written yet; None where it counts nothing.
    """

    directory: Directory
    store: Store
    username: str
    tally: Tally | None = None

    async def counts(self, slug: str) -> Sequence[Count]:
        """Everything that was counted for a clinic until now. Raises `StoreError`."""
        if self.tally:
            await self.tally.flush(self.store.counts)
        return await self.store.counts.of(slug)


class Site:
    """The pages of one process. Nobody is served before it is opened."""

    def __init__(self) -> None:
        self._opened: Sources | None = None

    def open(self, sources: Sources) -> None:
        """Serve what `sources` hold from now on."""
        self._opened = sources

    def routes(self, default_language: str) -> list[Route]:
        """Every address below `/c/`."""
        pages = Pages(
            lambda: self._sources.directory.guides, lambda: self._sources.username, default_language
        )
        stats = StatsPages(lambda: self._sources.directory.clinics, self._counts, pages.missing)
        return [*stats.routes, *pages.routes]  # the last of the pages' takes whatever is left

    async def _counts(self, slug: str) -> Sequence[Count]:
        return await self._sources.counts(slug)

    @property
    def _sources(self) -> Sources:
        if self._opened is None:
            raise RuntimeError("the pages were asked before they were opened")
        return self._opened
