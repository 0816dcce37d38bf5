"""What a turn answers, as values. `dialogs.cards` gives each its words and buttons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.planner import Plan
from dialogs.session import Consent
from dialogs.step import Answer, Answers, Step


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
class Moved:
    """What the ranges were before an answer changed."""

    answers: Answers
    plan: Plan
    before_answers: Mapping[str, Answer]
    before: Plan


@dataclass(frozen=True, slots=True)
class Expect:
    """What an honest answer says besides the numbers, from the expectation `first` on.

    `alone`: it was asked for, and does not stand under the numbers.
    """

    answers: Answers
    plan: Plan
    first: int = 0
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """Where the numbers come from, from the reason `first` on."""

    answers: Answers
    plan: Plan
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
    """Everything that is kept about a person: answers, what they agreed to, the link they came by."""

    answers: Answers
    consent: Consent | None
    payload: str
    resume: str


Reply = Say | Ask | Review | Numbers | Moved | Expect | Why | Refine | Refused | Languages | Export
