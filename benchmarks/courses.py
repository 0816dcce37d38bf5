"""People whose answers are made into files: the shortest way through the dialog, and the longest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

from dialogs.replies import CalendarFile, Picture, Reply, SummaryFile

from bot.files.pending import drafts
from bot.guide import read_guide
from bot.locale.translator import translator
from dialogs.planning.planner import Plan, plan
from dialogs.questions.screening import ASK_FIRST
from dialogs.questions.session import Session
from dialogs.questions.step import Answer
from dialogs.questions.steps import STEP

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
GUIDE = read_guide()

Make = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an answer."""

    answers: Mapping[str, Answer]

    @property
    def plan(self) -> Plan:
        """Their ranges."""
        return plan(self.answers, GUIDE.protocol)

    def picture(self, start: date) -> Picture:
        """Of their course, from a day on."""
        return Picture(self.answers, self.plan, start)

    def page(self, start: date) -> SummaryFile:
        """For their consultation."""
        return SummaryFile(self.answers, self.plan, start)

    def calendar(self, start: date) -> CalendarFile:
        """The windows of their course, with titles that say what they are about."""
        return CalendarFile(self.plan, start, named=True)


SHORT = Person(
    {
        "area": "face",
        "concern": "radiance",
        "severity": "mild",
        "skin_type": "normal",
        "age": "30_44",
        "lifestyle": (),
        "health": (),
    }
)
LONGEST = Person(
    {
        "area": "several_body_areas",
        "concern": "cellulite",
        "severity": "severe",
        "skin_type": "sensitive",
        "firmness": "loose",
        "age": "60_plus",
        "lifestyle": (),
        "health": ("diabetes",),
    }
)
FULLEST = Person(
    {
        **LONGEST.answers,
        "lifestyle": tuple(option.id for option in STEP["lifestyle"].choices),
        "health": ASK_FIRST,
    }
)


def days() -> Iterator[date]:
    """Days on which a course could start; each makes another file, so that none is known already."""
    return (NOW.date() + timedelta(number) for number in count(1))


def file(reply: Reply, language: str) -> Make:
    """What makes the file of `reply`, as every channel does."""
    (draft,) = drafts([reply], Session(calendar="bench"), translator(language), GUIDE, NOW)
    return draft.make
