"""What a turn answers about the clinic, as values; `dialogs.replies` has all others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dialogs.planning.planner import Plan
from dialogs.questions.step import Answers


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the clinic, and whether it is open at `now`, a moment of its own time.

    `flagged`: to somebody with a red flag, whom nobody offers an appointment.
    """

    now: datetime
    flagged: bool = False
    resume: str = ""


@dataclass(frozen=True, slots=True)
class Booking:
    """The way to the clinic's booking page."""

    resume: str = ""


@dataclass(frozen=True, slots=True)
class Costs:
    """What the ranges come to at the clinic's prices."""

    answers: Answers
    plan: Plan


@dataclass(frozen=True, slots=True)
class WhichClinic:
    """Somebody came by the link of another clinic, called `other`, with this `slug`: which one do they mean?

    `languages`: those in which its guide speaks.

    `answered`: there are answers that could go along.
    """

    other: str
    slug: str
    languages: tuple[str, ...]
    answered: bool


@dataclass(frozen=True, slots=True)
class Prefilled:
    """What the link said about the person: the option `area` of the question about the area."""

    area: str
