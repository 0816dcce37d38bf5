"""What counts of what a person said, which questions are theirs, and who gets no numbers."""

from collections.abc import Mapping
from typing import NamedTuple

from dialogs.questions.refusals import RED_FLAG, STOPS
from dialogs.questions.step import Answer, Answers, Step, chosen
from dialogs.questions.steps import MAIN, REFINE, STEP

_STOPS_OF: Mapping[str, tuple[str, ...]] = {
    question: tuple(option for asked, option in STOPS if asked == question) for question, _option in STOPS
}

ASK_FIRST: tuple[str, ...] = tuple(option.id for option in STEP["health"].choices if option.ask_first)
"""Health options that keep the ranges, under "only if a clinician clears you first" (C36)."""


def ask_first(answers: Answers) -> tuple[str, ...]:
    """The health options of this person that a clinician has to look at first."""
    return tuple(option for option in chosen(answers.get("health", ())) if option in ASK_FIRST)


class Screening(NamedTuple):
    """What follows from what a person said.

    `answers`: the answers that make sense together, in the order of the questions. `asked`: the main questions
    for this person; those that a refusing answer ends are left out. `answered`: none of them lacks an answer.
    `refusal`: the identifier that decides that no numbers are shown (see `dialogs.questions.refusals`).
    """

    answers: Mapping[str, Answer]
    asked: tuple[Step, ...]
    answered: bool
    refusal: str | None

    @property
    def complete(self) -> bool:
        """Whether numbers can be shown."""
        return self.answered and self.refusal is None

    @property
    def stopped(self) -> bool:
        """Whether all that is left to say is why there are no numbers; a red flag waits for no answer."""
        return self.refusal == RED_FLAG or (self.answered and self.refusal is not None)

    def is_open(self, step: Step) -> bool:
        """Whether `step` still wants an answer of this person."""
        return self.refusal != RED_FLAG and step.id not in self.answers and step in self.asked

    def can_be_asked(self, step: Step) -> bool:
        """Whether `step` was answered, is the first one without an answer, or refines a complete answer."""
        if step.refine:
            return self.complete and step.asked(self.answers)
        for asked in self.asked:
            if asked is step:
                return step.id in self.answers or self.refusal != RED_FLAG
            if asked.id not in self.answers and step.id not in self.answers:
                return False
        return False


def screen(said: Answers) -> Screening:
    """Sort what a person said.

    An answer stops counting when its question is no longer asked or its option no longer exists. A red flag
    always counts, and goes before every other reason.
    """
    answers: dict[str, Answer] = {}
    asked: list[Step] = []
    answered, decided = True, None
    for step in MAIN:
        if step.when is not None and not step.when(answers):
            continue
        asked.append(step)
        answer = said.get(step.id)
        # Looked up first, since this runs twice a turn: what everybody may answer needs no question.
        plain = not step.several and answer in step.universal
        if answer is None or not (plain or step.accepts(answer, answers)):
            answered = False
            continue
        answers[step.id] = answer
        for stop in _STOPS_OF.get(step.id, ()):  # of several, the first in the order of `STOPS`
            if answer == stop or (step.several and stop in answer):
                decided = stop
                break
        if decided:
            break
    urgent = said.get("response") == RED_FLAG
    if urgent or (answered and not decided):
        _add_refinements(answers, said)
    return Screening(answers, tuple(asked), answered, RED_FLAG if urgent else decided)


def _add_refinements(answers: dict[str, Answer], said: Answers) -> None:
    if said.get("response") == RED_FLAG:
        answers["response"] = RED_FLAG  # asked at any stage, see `dialogs.questions.steps.in_course`
    for step in REFINE:
        answer = said.get(step.id)
        if answer is not None and step.asked(answers) and step.accepts(answer, answers):
            answers[step.id] = answer
