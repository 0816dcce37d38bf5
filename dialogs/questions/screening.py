"""Who gets no numbers, who asks a clinician first, and which questions are left.

Sources: docs/safety.md, sections 1 and 2; facts C34, C35, C36.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dialogs.questions.step import Answer, Answers, Step, chosen
from dialogs.questions.steps import MAIN, REFINE

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

_STOPS_OF: Mapping[str, tuple[str, ...]] = {
    question: tuple(option for asked, option in STOPS if asked == question) for question, _option in STOPS
}

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


def ask_first(answers: Answers) -> tuple[str, ...]:
    """The health options of this person that a clinician has to look at first."""
    return tuple(option for option in chosen(answers.get("health", ())) if option in ASK_FIRST)


class Standing(NamedTuple):
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
    """Sort what a person said.

    An answer stops counting when its question is no longer asked or its option no longer exists. A
    red flag always counts, and goes before every other reason.
    """
    answers: dict[str, Answer] = {}
    questions: list[Step] = []
    first_open: Step | None = None
    decided: str | None = None
    for step in MAIN:
        if step.when is not None and not step.when(answers):
            continue
        questions.append(step)
        answer = said.get(step.id)
        # Looked up first, since this runs twice a turn: what everybody may answer needs no question.
        plain = not step.several and answer in step.universal
        if answer is None or not (plain or step.accepts(answer, answers)):
            first_open = first_open or step
            continue
        answers[step.id] = answer
        if step.id in _STOPS_OF:
            decided = _stop(step.id, answer)
            if decided:
                break
    urgent = said.get("response") == RED_FLAG
    if urgent or (decided is None and first_open is None):
        _add_refinements(answers, said)
    if urgent:
        return Standing(answers, tuple(questions), None, RED_FLAG)
    return Standing(answers, tuple(questions), first_open, decided)


def _stop(question: str, answer: Answer) -> str | None:
    """The option of `answer` that ends without numbers; of several, the first in the order of `STOPS`."""
    stops = _STOPS_OF[question]
    if isinstance(answer, str):
        return answer if answer in stops else None
    return next((option for option in stops if option in answer), None)


def _add_refinements(answers: dict[str, Answer], said: Answers) -> None:
    if said.get("response") == RED_FLAG:
        answers["response"] = RED_FLAG  # asked at any stage, see `dialogs.questions.steps.in_course`
    for step in REFINE:
        answer = said.get(step.id)
        if answer is not None and step.asked(answers) and step.accepts(answer, answers):
            answers[step.id] = answer
