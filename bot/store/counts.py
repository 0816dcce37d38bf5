"""How many conversations came how far: numbers for clinics, kept apart from conversations.

There is nothing about a person in them, so they stay when somebody is erased, and for as long as the database.
"""

from collections.abc import Iterable
from typing import NamedTuple

from bot.store import statements
from bot.store.driver import Driver

CAMPAIGNS = 100
"""Campaigns of one clinic that are counted apart in a week: anybody can make up a link with another name."""
OTHER = "*"
"""The name under which all further campaigns are counted; no link can carry it."""


class Count(NamedTuple):
    """How many conversations of one clinic took the step `event` in a week.

    `week` is the week's Monday in ISO 8601, such as "2026-11-23"; `campaign` is empty for links without one;
    `language` is a code such as "en".
    """

    clinic: str
    week: str
    campaign: str
    language: str
    event: str
    number: int


class Counts:
    """The counts of every clinic. Every method raises ``StoreError`` where the database fails."""

    def __init__(self, driver: Driver) -> None:
        """Take an open database."""
        self._driver = driver
        self._campaigns: dict[tuple[str, str], set[str]] = {}

    async def add(self, rows: Iterable[Count]) -> None:
        """Add to the numbers that are there.

        A clinic's campaigns beyond the first hundred of a week count as ``OTHER``; where several processes add at
        once, a few more may be counted apart. Where this fails, rows may have been added all the same.
        """
        for row in rows:
            kept = row._replace(campaign=await self._campaign(row))
            await self._driver.write(
                statements.ADD_COUNT, {f"of_{name}": value for name, value in kept._asdict().items()}
            )

    async def of(self, clinic: str) -> list[Count]:
        """Everything that was counted for the clinic with this slug, the oldest week first; nothing for an unknown one."""
        rows = await self._driver.read(statements.COUNTS, {"of_clinic": clinic})
        return [Count(*row) for row in rows]

    async def _campaign(self, row: Count) -> str:
        """The name under which a campaign counts."""
        name, place = row.campaign, (row.clinic, row.week)
        known = self._campaigns.setdefault(place, set())
        if name in ("", OTHER) or name in known:
            return name
        if len(known) < CAMPAIGNS:
            rows = await self._driver.read(statements.CAMPAIGNS, {"of_clinic": row.clinic, "of_week": row.week})
            known.update(found for (found,) in rows if found not in ("", OTHER))
        if name not in known and len(known) >= CAMPAIGNS:
            return OTHER
        known.add(name)
        return name
