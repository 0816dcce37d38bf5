"""What people answer who say nothing in particular: it follows from the steps, so a new question needs no entry here.

answers_of(area="hips")               # every main answer of somebody who asks about their hips
progress("severity", area="hips")     # "Question 3 of 8"
taps(concern="fine_lines")            # what they tap, with what they see next
"""

from itertools import takewhile
from typing import NamedTuple

from dialogs.questions.step import Answer, Answers, Step
from dialogs.questions.steps import MAIN, STEP

Said = dict[str, Answer]

USUAL = {
    "concern": ("hydration", "cellulite"),
    "severity": ("moderate",),
    "skin_type": ("normal",),
    "firmness": ("firm",),
    "age": ("30_44",),
}
"""Answers that move no number, where that is neither "unsure" nor the first option."""


def plain(step: Step, answers: Answers) -> Answer:
    """A plain answer of somebody who said `answers`: none of several, "unsure", or the first option."""
    if step.several:
        return ()
    offered = [option.id for option in step.options(answers)]
    return next(option for option in (*USUAL.get(step.id, ()), "unsure", *offered) if option in offered)


def answers_of(**said: Answer) -> Said:
    """Every main answer of one person in the order of the questions: as said, or else plain ones."""
    answers: Said = {}
    for step in MAIN:
        if step.id in said:
            answers[step.id] = said[step.id]
        elif step.asked(answers) and (step.several or step.options(answers)):
            answers[step.id] = plain(step, answers)
    return {**answers, **said}


FACE = answers_of()
BODY = answers_of(area="thighs")


def asked(answers: Answers) -> list[str]:
    """The main questions for somebody who said this."""
    return [step.id for step in MAIN if step.asked(answers)]


def following(question: str, **said: Answer) -> str:
    """The main question after another one."""
    order = asked(answers_of(**said))
    return order[order.index(question) + 1]


def progress(question: str, **said: Answer) -> str:
    """The line over a question for somebody who said this before: "Question 3 of 7"."""
    order = asked(said)
    return f"Question {order.index(question) + 1} of {len(order)}"


def choices(answer: Answer) -> tuple[str, ...]:
    """What is tapped to give an answer: one option, or several and "done"."""
    if isinstance(answer, str):
        return (answer,)
    return (*answer, "done" if answer else "none")


class Tap(NamedTuple):
    """A button, and words that whoever taps it sees next."""

    data: str
    label: str
    seen: str


def taps(**said: Answer) -> list[Tap]:
    """The taps of somebody who has just opened the conversation and sees English.

    They agree, answer every question plainly or as `said`, and look at the answer.
    """
    answers, before = answers_of(**said), Said()
    found = [Tap("consent:agree", "I am 18 or older and I agree", progress("area"))]
    for question, answer in answers.items():
        *others, last = choices(answer)
        here = progress(question, **before)
        before[question] = answer
        left = [each for each in asked(before) if each not in before]
        seen = progress(left[0], **before) if left else "Your answers"
        found += [Tap(f"{question}:{option}", _label(question, option), here) for option in others]
        found.append(Tap(f"{question}:{last}", _label(question, last), seen))
    return [*found, Tap("do:answer", "Show my ranges", "Typical published ranges")]


def taps_to(question: str, **said: Answer) -> list[Tap]:
    """The first of these taps, up to a question."""
    return list(takewhile(lambda tap: not tap.data.startswith(f"{question}:"), taps(**said)))


def _label(question: str, option: str) -> str:
    return {"none": "None of these", "done": "Done"}.get(option) or STEP[question].option(option).label.msgid
