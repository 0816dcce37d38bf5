"""The summary for a consultation: what was answered, what articles say, what to tell and what to ask."""

from collections.abc import Iterator

from dialogs.card import Block, Card, note, one_each, points, text, title
from dialogs.cards.answer.dated import windows
from dialogs.cards.answer.figures import figures
from dialogs.cards.answer.numbers import cleared_first
from dialogs.cards.answer.origin import origin
from dialogs.cards.buttons import resume_button
from dialogs.cards.topics import QUESTION_IN_NEED, QUESTIONS_FOR_THE_CLINIC
from dialogs.planning.expectations import keeps_medicine
from dialogs.planning.planner import Plan
from dialogs.questions.labels import answer_lines, label
from dialogs.questions.screening import ask_first
from dialogs.questions.step import Answers
from dialogs.text import Text, _
from dialogs.turn import Turn

TITLE = _("Summary for my consultation")
ANSWERS = _("My answers")
RANGES = _("Typical published ranges, not a plan")
TELL_FIRST = _("To tell the clinician first")
TO_ASK = _("To ask")
QUESTIONS = (*QUESTIONS_FOR_THE_CLINIC, QUESTION_IN_NEED)


def summary(turn: Turn, plan: Plan) -> Card:
    """The answers and ranges on one page for a consultation."""
    blocks: list[Block] = [title(TITLE)]
    if caution := cleared_first(turn.answers):
        blocks.append(text(caution))
    blocks += [text(ANSWERS), points(answer_lines(turn.answers)), text(RANGES), points(figures(plan))]
    if start := turn.start:
        blocks.append(text(_("If the first session is on {day}:", day=start)))
        blocks.append(points(windows(plan, start)))
    blocks.append(note(*origin(plan, turn.guide)))
    return Card(tuple(blocks))


def consultation(turn: Turn) -> Card:
    """What to tell the clinician first, and what to ask."""
    return Card(
        (title(TELL_FIRST), points(tell_first(turn.answers)), title(TO_ASK), points(QUESTIONS)),
        one_each(resume_button("answer")),
    )


SUMMARY_FILE = Card((text(_("The same on one page, to print or to show.")),))
"""The words beside the summary as a file."""


def tell_first(answers: Answers) -> Iterator[Text]:
    """What the clinician has to hear before anything else."""
    if answers.get("response") == "irritated":
        yield _("The skin has been irritated since the last session.")
    for condition in ask_first(answers):
        yield _("{condition}", condition=label("health", condition))
    if keeps_medicine(answers):
        yield _("The medicine goes on until whoever prescribed it says otherwise.")
    yield _("Every medicine and allergy, any pregnancy, and earlier injections there.")
