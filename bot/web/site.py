"""The pages of the clinics, and what they ask of the rest of the program."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.routing import Route

from bot.clinics.directory import Directory
from bot.store import Store
from bot.web.pages import Pages


@dataclass(slots=True)
class Site:
    """The pages of one process. Nobody is served before it is opened.

    `username`: the bot's name on Telegram, which every link begins with.
    """

    directory: Directory | None = None
    store: Store | None = None
    username: str = ""

    def open(self, directory: Directory, store: Store, username: str) -> None:
        """Serve the clinics of `directory` from now on."""
        self.directory, self.store, self.username = directory, store, username

    def routes(self, default_language: str) -> list[Route]:
        """Every address below `/c/`."""
        pages = Pages(lambda: self._open.guides, lambda: self.username, default_language)
        return pages.routes

    @property
    def _open(self) -> Directory:
        if self.directory is None:
            raise RuntimeError("the pages were asked before they were opened")
        return self.directory
