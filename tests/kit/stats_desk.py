"""A clinic that looks at its counts: a web server with made-up numbers, and somebody who asks it."""

import asyncio
import base64
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

import aiohttp

from bot.clinics.directory import Directory
from bot.locale.translator import Translator, translator
from bot.stats import token
from bot.stats.report import COLUMNS
from bot.stats.tally import week_of
from bot.store import StoreError
from bot.store.counts import Count
from bot.web.pages import Pages
from bot.web.stats import StatsPages
from dialogs.flow.milestones import asked, refused
from tests.kit.browser import serving
from tests.kit.clinics import OTRA, SMILE, directory

TOKEN = "a-token-with-ümlaut:and-a-colon"
FILE = SMILE.replace("products =", f'stats_token = "sha256:{token.digest(TOKEN.encode())}"\nproducts =')
CLINICS = directory(FILE + OTRA)
SPEAKING = {"en": translator("en"), "ru": translator("ru")}


def counted(number: int, event: str = "started", **where: str) -> Count:
    return Count(**{"clinic": "smile", "week": "2026-11-23", "campaign": "", "language": "en", **where}, event=event, number=number)  # fmt: skip


def rows_of(numbers: dict[str, Sequence[int]], by: str = "campaign") -> list[Count]:
    """Groups by name, each with the numbers of the columns."""
    return [
        counted(number, event, **{by: name})
        for name, row in numbers.items()
        for event, number in zip(COLUMNS, row, strict=False)
        if number
    ]


WAYS = {
    ("", "en"): (90, 70, 45, 12, 20),
    ("spring", "en"): (50, 40, 30, 3, 8),
    ("spring", "ru"): (30, 25, 15, 6, 2),
    ("poster", "ru"): (4, 3, 2, 0, 1),
    ("letter", "en"): (3, 3, 1, 0, 0),
}
"""Opened, agreed, got numbers, got no numbers, tapped to book; each campaign and language in a week of its own."""

REASONS = {"pregnant": 7, "other": 5, "red_flag": 9}


def plausible() -> list[Count]:
    """What was counted in five weeks."""
    rows = []
    for number, ((campaign, language), way) in enumerate(WAYS.items()):
        week = week_of(date(2026, 11, 23) - timedelta(weeks=number))
        found = zip(COLUMNS, way, strict=True)
        rows += [Count("smile", week, campaign, language, event, many) for event, many in found if many]
        rows.append(Count("smile", week, "", "", asked("area"), way[1]))
    told = REASONS.items()
    return [*rows, *(Count("smile", "2026-11-23", "", "", refused(kind), many) for kind, many in told)]


@dataclass
class Desk:
    """The web server of two clinics, of which one has a token. Its clock goes by hand."""

    rows: Iterable[Count] = field(default_factory=plausible)
    away: bool = False
    now: float = 0.0
    slept: list[float] = field(default_factory=list)
    until: asyncio.Event | None = None
    root: str = ""

    async def read(self, slug: str) -> Iterable[Count]:
        if self.away:
            raise StoreError("The database is away.")
        return [row for row in self.rows if row.clinic == slug]

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if self.until:
            await self.until.wait()

    async def get(
        self, path: str = "/c/smile/stats", password: str | None = TOKEN, **headers: str
    ) -> tuple[int, str, Mapping[str, str]]:
        """Status, body and headers of the answer to somebody with that password."""
        if password is not None:
            pair = base64.b64encode(f"clinic:{password}".encode()).decode()
            headers = {"Authorization": f"Basic {pair}"} | headers
        async with aiohttp.ClientSession() as http, http.get(self.root + path, headers=headers) as answer:
            return answer.status, await answer.text(), answer.headers


@asynccontextmanager
async def at_work(
    desk: Desk, speaking: Mapping[str, Translator] = SPEAKING, clinics: Directory = CLINICS
) -> AsyncIterator[Desk]:
    """The desk, with its web server at work."""
    pages = Pages(lambda: clinics.guides, lambda: "smile_bot", "en", speaking.__getitem__)
    throttle = token.Throttle(desk.sleep, lambda: desk.now)
    stats = StatsPages(lambda: clinics.clinics, desk.read, pages.missing, speaking.__getitem__, throttle)
    async with serving([*stats.routes, *pages.routes]) as desk.root:
        yield desk
