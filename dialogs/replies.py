"""What a turn answers, as values. `dialogs.cards` gives each its words and buttons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dialogs.clinic_replies import Booking, Contact, Costs, Prefilled, WhichClinic
from dialogs.dates import Month, Problem
from dialogs.planning.planner import Plan
from dialogs.questions.session import Consent
from dialogs.questions.step import Answer, Answers, Step


@dataclass(frozen=True, slots=True)
class Say:
    """A card that is always the same, by its name: the welcome, a topic, the help, a notice."""

    name: str
    part: str = ""
    resume: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: which one of how many, and what is chosen so far."""

    step: Step
    answers: Answers
    position: int
    total: int
    chosen: tuple[str, ...] = ()
    hint: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """All answers so far; `complete` when the answer can be shown."""

    answers: Answers
    complete: bool


@dataclass(frozen=True, slots=True)
class Numbers:
    """The ranges of a plan."""

    answers: Answers
    plan: Plan


@dataclass(frozen=True, slots=True)
class Picture:
    """The ranges as a picture; with dates where a first session could be on `start`. `asked`: by a button."""

    answers: Answers
    plan: Plan
    start: date | None
    asked: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """The month of which a day can be chosen for a first session. `problem`: what kept one from being taken."""

    month: Month
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """The ranges as windows of dates. `alone`: they do not stand under the numbers."""

    plan: Plan
    start: date
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a calendar file is made."""

    start: date


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """The windows as a file for calendars. `named`: titles say what it is about."""

    plan: Plan
    start: date
    named: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """The answers and ranges on one page for a consultation, or as the file of it."""

    answers: Answers
    plan: Plan
    start: date | None


@dataclass(frozen=True, slots=True)
class Consultation:
    """What to tell the clinician first, and what to ask."""

    answers: Answers
    plan: Plan


@dataclass(frozen=True, slots=True)
class SummaryFile:
    """The summary as a page to print or to show."""

    answers: Answers
    plan: Plan
    start: date | None


@dataclass(frozen=True, slots=True)
class Moved:
    """What the ranges were before an answer changed."""

    answers: Answers
    plan: Plan
    before_answers: Mapping[str, Answer]
    before: Plan


@dataclass(frozen=True, slots=True)
class Expect:
    """What an honest answer says besides the numbers, from the expectation `first` on.

    `alone`: it was asked for, and does not stand under the numbers. `start`: the chosen day, if any.
    """

    answers: Answers
    plan: Plan
    first: int = 0
    alone: bool = False
    start: date | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """Where one range comes from: the first that is shown, or `scale`; from the reason `first` on."""

    answers: Answers
    plan: Plan
    scale: str = ""
    first: int = 0


@dataclass(frozen=True, slots=True)
class Refine:
    """The questions that make an answer finer."""

    answers: Answers


@dataclass(frozen=True, slots=True)
class Refused:
    """No numbers: the identifier that decided it, and the answers behind it."""

    decided_by: str
    answers: Answers


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages that can be chosen, by code."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """Everything that is kept about a person: answers, what they agreed to, the link they came by, a day."""

    answers: Answers
    consent: Consent | None
    payload: str
    resume: str
    offered: str = ""
    start: date | None = None


Attached = Picture | CalendarFile | SummaryFile
"""Replies that are a file; what `dialogs.cards` draws of them are the words beside it."""

Reply = (
    Say
    | Ask
    | Review
    | Numbers
    | Picture
    | When
    | Dated
    | Calendar
    | CalendarFile
    | Summary
    | Consultation
    | SummaryFile
    | Moved
    | Expect
    | Why
    | Refine
    | Contact
    | Booking
    | Costs
    | WhichClinic
    | Prefilled
    | Refused
    | Languages
    | Export
)
