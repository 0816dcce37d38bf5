"""Counts on their way to the database: no turn waits for them.

A crash loses what was counted in the 5 seconds since the last write; where the database is away, nothing is lost.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

import structlog

from bot.store import StoreError
from bot.store.counts import OTHER, Count, Counts
from dialogs.flow.milestones import is_detail

log = structlog.get_logger(__name__)

FLUSH_SECONDS = 5.0  # between two writes
MAX_PENDING_COUNTS = 10_000  # different ones; while as many wait, new campaigns are counted as one

_Kind = tuple[str, str, str, str, str]


def week_of(day: date) -> str:
    """The Monday of the week of `day`, in ISO 8601."""
    return (day - timedelta(days=day.weekday())).isoformat()


class Tally:
    """What one process has counted and not written yet."""

    def __init__(self) -> None:
        self._waiting: Counter[_Kind] = Counter()
        self._in_time = True

    def __len__(self) -> int:
        """How many different counts wait."""
        return len(self._waiting)

    def add(self, clinic: str, campaign: str, language: str, day: date, events: Iterable[str]) -> None:
        """Count a conversation at each of `events`, which it reached on `day` in the clinic's time zone.

        Questions, and reasons why there are no numbers, are kept for the clinic as a whole: together with a
        campaign and a language they would come close to a person.
        """
        week = week_of(day)
        for event in events:
            where = ("", "") if is_detail(event) else (campaign, language)
            kind = (clinic, week, *where, event)
            if len(self._waiting) >= MAX_PENDING_COUNTS and kind not in self._waiting:
                kind = (clinic, week, kind[2] and OTHER, kind[3], event)
            self._waiting[kind] += 1

    async def flush(self, counts: Counts) -> None:
        """Write everything; raises `StoreError` where that fails, and keeps what is left for the next time.

        Where a write fails after the database has made it, its conversations are counted twice.
        """
        while self._waiting:
            kind, number = self._waiting.popitem()
            adding = asyncio.ensure_future(counts.add((Count(*kind, number),)))
            try:
                await asyncio.shield(adding)
            except (StoreError, asyncio.CancelledError):
                # Whoever is cancelled waits for the write: its counts must neither be lost nor counted twice
                await asyncio.wait((adding,))
                if adding.cancelled() or adding.exception():
                    self._waiting[kind] += number
                raise

    async def flush_forever(self, counts: Counts) -> None:
        """Flush every 5 seconds; call `flush` once more when this is cancelled."""
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            try:
                await self.flush(counts)
            except StoreError as error:
                if self._in_time:
                    log.warning("counts wait for the database", error=error)
                self._in_time = False
            else:
                self._in_time = True
