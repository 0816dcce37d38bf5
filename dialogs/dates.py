"""When a first session can be: from today to a year ahead, one month at a time."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Problem = Literal["past", "far", "unclear"]
"""Why a day cannot be taken: it is over, more than a year away, or no day at all."""

MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Month:
    """A month of which a day can be chosen, from `earliest` to `latest`; `first` is its first day."""

    first: date
    earliest: date
    latest: date
    chosen: date | None = None

    @property
    def key(self) -> str:
        """The month in button data, such as "2027-01"."""
        return key_of(self.first)

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of the month."""
        return tuple(self.first + timedelta(n) for n in range((_next(self.first) - self.first).days))

    def can_be_chosen(self, day: date) -> bool:
        """Whether `day` lies between the ends."""
        return self.earliest <= day <= self.latest

    @property
    def before(self) -> str:
        """The month before, as in button data; empty where it has no day to choose."""
        last = self.first - timedelta(1)
        return key_of(last) if last >= self.earliest else ""

    @property
    def after(self) -> str:
        """The month after, likewise."""
        following = _next(self.first)
        return key_of(following) if following <= self.latest else ""


def month(wanted: str, today: date, chosen: date | None = None) -> Month:
    """The month called `wanted`, or the one of the chosen day, or this one; never one without a day to choose."""
    latest = a_year_after(today)
    named = MONTH.fullmatch(wanted)
    day = chosen or today
    if named:
        try:
            day = date(int(named[1]), int(named[2]), 1)
        except ValueError:
            day = today
    first = min(max(day, today), latest).replace(day=1)
    return Month(first, today, latest, chosen)


def problem(day: date | None, today: date) -> Problem | None:
    """What is wrong with `day` as the day of a first session, if anything."""
    if day is None:
        return "unclear"
    if day < today:
        return "past"
    return "far" if day > a_year_after(today) else None


def read(iso: str) -> date | None:
    """A day as it is stored and sent by a button, such as "2027-01-14"; None where it is none."""
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def a_year_after(day: date) -> date:
    """The same day of the next year; the last of February for a leap day."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def key_of(day: date) -> str:
    """The month of `day` in button data."""
    return f"{day:%Y-%m}"


def _next(first: date) -> date:
    return (first + timedelta(31)).replace(day=1)
