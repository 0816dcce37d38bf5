"""Who gets no numbers, who asks a clinician first, and which questions are left.

Sources: vocabulary of identifiers; safety notes, section 1 (stop and ask-first lists) and
section 2 (red flags); facts C34, C35, C36.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.steps import MAIN, REFINE, Answer, Answers, Step, chosen

RED_FLAG = "red_flag"

STOPS: tuple[tuple[str, str], ...] = (
    ("area", "other"),
    ("concern", "other_face"),
    ("concern", "other_body"),
    ("concern", "fat_reduction"),
    ("age", "under_18"),
    ("health", "pregnant"),
    ("health", "breastfeeding"),
    ("health", "active_infection"),
    ("health", "ingredient_allergy"),
    ("health", "cancer_treatment"),
    ("health", "immunosuppression"),
)
"""Answers that end without numbers, in the order in which their questions are asked."""

_STOP_OPTIONS = {option for _question, option in STOPS}
_STOP_QUESTIONS = {question for question, _option in STOPS}

ASK_FIRST: tuple[str, ...] = (
    "blood_thinners",
    "diabetes",
    "autoimmune",
    "keloid",
    "cancer_history",
    "heart_or_clots",
    "isotretinoin",
    "other_allergy",
    "recent_procedure",
    "cold_sores",
)
"""Health options that keep the ranges, under "only if a clinician clears you first" (C36)."""


def refusal(answers: Answers) -> str | None:
    """The identifier that decides that no numbers are shown, or None. A red flag goes first."""
    if answers.get("response") == RED_FLAG:
        return RED_FLAG
    return next((option for question, option in STOPS if option in chosen(answers.get(question, ()))), None)


def ask_first(answers: Answers) -> tuple[str, ...]:
    """The health options of this person that a clinician has to look at first."""
    return tuple(option for option in chosen(answers.get("health", ())) if option in ASK_FIRST)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands: what counts of what they said, and what follows from it.

    `answers`: the answers that make sense together, in the order of the questions. `asked`: the
    main questions for this person; those that a refusing answer ends are left out. `open`: the
    first of them without an answer; None when there is none, and after a red flag. `refusal`: the
    identifier that decides that no numbers are shown.
    """

    answers: Mapping[str, Answer]
    asked: tuple[Step, ...]
    open: Step | None
    refusal: str | None

    @property
    def complete(self) -> bool:
        """Whether numbers can be shown."""
        return self.open is None and self.refusal is None


def standing(said: Answers) -> Standing:
    """Sort what a person said. An answer stops counting when its question is no longer asked or its
    option no longer exists; a red flag always counts.
    """
    urgent = said.get("response") == RED_FLAG
    answers: dict[str, Answer] = {}
    questions: list[Step] = []
    first_open: Step | None = None
    for step in MAIN:
        if not step.asked(answers):
            continue
        questions.append(step)
        answer = said.get(step.id)
        if answer is None or not step.accepts(answer, answers):
            first_open = first_open or step
            continue
        answers[step.id] = answer
        if _stops_here(step, answer):
            break
    decided = RED_FLAG if urgent else refusal(answers)
    if decided is None or urgent:
        _add_refinements(answers, said)
    return Standing(answers, tuple(questions), None if urgent else first_open, decided)


def _add_refinements(answers: dict[str, Answer], said: Answers) -> None:
    if said.get("response") == RED_FLAG:
        answers["response"] = RED_FLAG  # asked at any stage, see `dialogs.steps.in_course`
    for step in REFINE:
        answer = said.get(step.id)
        if answer is not None and step.asked(answers) and step.accepts(answer, answers):
            answers[step.id] = answer


def _stops_here(step: Step, answer: Answer) -> bool:
    return step.id in _STOP_QUESTIONS and not _STOP_OPTIONS.isdisjoint(chosen(answer))
