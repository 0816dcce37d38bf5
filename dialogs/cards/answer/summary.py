"""The summary for a consultation: what was answered, what articles say, what to tell and what to ask."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.cards.answer.dated import windows
from dialogs.cards.answer.figures import figures
from dialogs.cards.answer.numbers import cleared_first
from dialogs.cards.answer.origin import origin
from dialogs.cards.card import Block, Card, note, one_each, points, resume_button, text, title
from dialogs.cards.question import answer_lines, label
from dialogs.cards.topic_bodies import QUESTION_IN_NEED, QUESTIONS_FOR_THE_CLINIC
from dialogs.guide import Guide
from dialogs.planning.expectations import keeps_medicine
from dialogs.questions.screening import ask_first
from dialogs.questions.step import Answers
from dialogs.replies import Consultation, Summary, SummaryFile
from dialogs.text import Text, _

TITLE = _("Summary for my consultation")
ANSWERS = _("My answers")
RANGES = _("Typical published ranges, not a plan")
TELL_FIRST = _("To tell the clinician first")
TO_ASK = _("To ask")
QUESTIONS = (*QUESTIONS_FOR_THE_CLINIC, QUESTION_IN_NEED)


def summary(reply: Summary, guide: Guide) -> Card:
    blocks: list[Block] = [title(TITLE)]
    if caution := cleared_first(reply.answers):
        blocks.append(text(caution))
    blocks += [text(ANSWERS), points(answer_lines(reply.answers)), text(RANGES), points(figures(reply.plan))]
    if reply.start:
        blocks.append(text(_("If the first session is on {day}:", day=reply.start)))
        blocks.append(points(windows(reply.plan, reply.start)))
    blocks.append(note(*origin(reply.plan, guide)))
    return Card(tuple(blocks))


def consultation(reply: Consultation, _guide: Guide) -> Card:
    return Card(
        (
            title(TELL_FIRST),
            points(tell_first(reply.answers)),
            title(TO_ASK),
            points(QUESTIONS),
        ),
        one_each(resume_button("answer")),
    )


def summary_file(_reply: SummaryFile, _guide: Guide) -> Card:
    return Card((text(_("The same on one page, to print or to show.")),))


def tell_first(answers: Answers) -> Iterator[Text]:
    """What the clinician has to hear before anything else."""
    if answers.get("response") == "irritated":
        yield _("The skin has been irritated since the last session.")
    for condition in ask_first(answers):
        yield _("{condition}", condition=label("health", condition))
    if keeps_medicine(answers):
        yield _("The medicine goes on until whoever prescribed it says otherwise.")
    yield _("Every medicine and allergy, any pregnancy, and earlier injections there.")
