"""When a clinic is open: by the week, less the days on which it is closed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import NamedTuple

DAYS_A_WEEK = 7
MINUTES_A_DAY = 24 * 60
DAYS_AHEAD = 30  # in which the next opening is looked for


class Opening(NamedTuple):
    """From one minute of a day to another, counted from midnight; `closes` may be the end of the day, 24 * 60."""

    opens: int
    closes: int


class SameDays(NamedTuple):
    """Weekdays in a row with the same openings, 0 being Monday."""

    first: int
    last: int
    openings: tuple[Opening, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """Open now; `until` is None where that is a day away or more: a time alone would be taken for today's."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class Closed:
    """Closed now; `opens` is None where no opening is near."""

    opens: datetime | None


@dataclass(frozen=True, slots=True)
class Hours:
    """The openings of each weekday, Monday first, in the clinic's own time."""

    week: tuple[tuple[Opening, ...], ...]
    closed_on: frozenset[date] = frozenset()

    def on(self, day: date) -> tuple[Opening, ...]:
        """The openings of one day, earliest first."""
        return () if day in self.closed_on else self.week[day.weekday()]

    def at(self, now: datetime) -> Open | Closed:
        """Whether it is open at `now`, a moment of the clinic's own time, and what comes next."""
        here = now.replace(tzinfo=None)
        for opens, closes in self._ahead(here.date()):
            if opens <= here < closes:
                return Open(closes if closes - here < timedelta(days=1) else None)
            if here < opens:
                return Closed(opens)
        return Closed(None)

    def by_days(self) -> Iterator[SameDays]:
        """The week from Monday on, as a sign at the door has it: days in a row with the same openings go together."""
        for openings, days in groupby(range(DAYS_A_WEEK), key=lambda day: self.week[day]):
            alike = list(days)
            yield SameDays(alike[0], alike[-1], openings)

    def _ahead(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The openings from `day` on; those that meet at midnight are one."""
        held: tuple[datetime, datetime] | None = None
        for number in range(DAYS_AHEAD):
            midnight = datetime.combine(day + timedelta(days=number), time.min)
            for opening in self.on(midnight.date()):
                opens, closes = (midnight + timedelta(minutes=minute) for minute in opening)
                if held and held[1] == opens:
                    held = (held[0], closes)
                    continue
                if held:
                    yield held
                held = (opens, closes)
        if held:
            yield held
