"""The files that go along with a turn, as values: what each shows."""

from dataclasses import dataclass
from datetime import date

from dialogs.planning.planner import Plan
from dialogs.questions.step import Answers


@dataclass(frozen=True, slots=True)
class Picture:
    """The ranges as a picture; with dates where a first session could be on `start`. `asked`: by a button."""

    answers: Answers
    plan: Plan
    start: date | None
    asked: bool = False


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """The windows as a file for calendars. `named`: titles say what it is about."""

    plan: Plan
    start: date
    named: bool


@dataclass(frozen=True, slots=True)
class SummaryFile:
    """The summary as a page to print or to show."""

    answers: Answers
    plan: Plan
    start: date | None


@dataclass(frozen=True, slots=True)
class ExportFile:
    """Everything that is kept about a person."""


Attachment = Picture | CalendarFile | SummaryFile | ExportFile
