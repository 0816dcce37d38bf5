"""The answer: the numbers, what a change did to them, and what else an honest answer says."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.cards.answer.expectations import wording
from dialogs.cards.answer.figures import changed, figures
from dialogs.cards.card import (
    CHANGE_BUTTON,
    CONTACT_BUTTON,
    RESTART_BUTTON,
    Button,
    Card,
    note,
    one_each,
    points,
    resume_button,
    text,
    title,
)
from dialogs.cards.question import listed, said
from dialogs.guide import Guide
from dialogs.planning.course import can_be_dated
from dialogs.planning.expectations import of_plan
from dialogs.planning.planner import Plan
from dialogs.questions.screening import ask_first
from dialogs.questions.step import Answers
from dialogs.questions.steps import REFINE, STEP, on_face
from dialogs.replies import Expect, Moved, Numbers, Refine
from dialogs.text import Items, Text, _, p_

EXPECTATIONS_A_PAGE = 4

COSTS_BUTTON = Button(_("What it may cost"), "do:costs")


def numbers(reply: Numbers, guide: Guide) -> Card:
    plan, answers = reply.plan, reply.answers
    blocks = [title(_("Typical published ranges, not a plan for you"))]
    if caution := cleared_first(answers):
        blocks.append(text(caution))
    blocks.append(points(figures(plan)))
    if remarks := [*_remarks(plan, answers), *_supplied(answers, guide)]:
        blocks.append(note(*remarks))
    return Card(tuple(blocks))


def cleared_first(answers: Answers, *, named: bool = True) -> Text | None:
    """The line above the numbers for those who ask a clinician first (C36).

    Where others may look on, as with a picture, the condition is not `named`.
    """
    conditions = ask_first(answers)
    if answers.get("response") == "irritated":
        return _("Pause: only if a clinician clears you first. Pus or fever: a doctor today.")
    if not conditions:
        return None
    if len(conditions) > 1 or not named:
        return _("Only if a clinician clears you first, because of your health.")
    condition = listed("health", conditions)
    return _("Only if a clinician clears you first, because of: {conditions}.", conditions=condition)


def _remarks(plan: Plan, answers: Answers) -> Iterator[Text]:
    """What has to stand beside a number so that it does not say too much."""
    if "evidence_limited" not in of_plan(answers, plan)[:EXPECTATIONS_A_PAGE]:
        yield _("Studies are small and mixed. Some see no change.")
    if answers.get("response") == "plateau":
        yield _("No further change: ask the clinician whether to go on, change the product or stop.")
    if answers.get("severity") == "unsure":
        yield (
            _("Not sure how much it shows: this is what articles print in between.")
            if on_face(answers)
            else _("Not sure how much it shows: this is the whole published range.")
        )


def _supplied(answers: Answers, guide: Guide) -> Iterator[Text]:
    """What the clinic answered for its patients, and what the ranges count with."""
    product = answers.get("product")
    if guide.clinic and isinstance(product, str) and guide.clinic.supplied.get("product") == product:
        yield _(
            "Counted with “{product}”, which {clinic} uses.",
            product=said("product", product),
            clinic=guide.clinic.name,
        )


def moved(reply: Moved, _guide: Guide) -> Card:
    """Before and after beside each other, which answer it was, and the way back."""
    answers = [
        p_(
            "changed answer",
            "{question} ({answer})",
            question=STEP[question].name,
            answer=said(question, answer),
        )
        for question, answer in reply.answers.items()
        if answer != reply.before_answers.get(question)
    ]
    answers += [
        p_("changed answer", "{question} (no longer counts)", question=STEP[question].name)
        for question in reply.before_answers
        if question not in reply.answers
    ]
    changes = list(changed(reply.before, reply.plan))
    blocks = [title(_("Before and now"))]
    if answers:
        blocks.append(text(_("Changed: {answers}.", answers=Items(tuple(answers)))))
    if changes:
        blocks.append(points(changes))
    elif reply.before.sessions and not reply.plan.sessions:
        blocks.append(text(_("After a course I show top-ups only.")))
    else:
        blocks.append(text(_("The ranges stay the same.")))
    return Card(tuple(blocks), one_each(Button(_("Take the change back"), "do:undo")))


def expect(reply: Expect, guide: Guide) -> Card:
    identifiers = of_plan(reply.answers, reply.plan)
    first = reply.first if reply.first < len(identifiers) else 0
    following = first + EXPECTATIONS_A_PAGE
    shown = identifiers[first:following]
    more = following < len(identifiers)
    blocks = (title(_("What to expect")), points(wording(i, reply.answers, reply.plan) for i in shown))
    if reply.alone:
        rest = Button(_("More to expect"), f"do:expect:{following}") if more else None
        return Card(blocks, one_each(rest, resume_button("answer")))
    return Card(
        (*blocks, note(_("Worrying signs: /emergency. Erase your answers: /delete."))),
        (
            (Button(_("Why these numbers"), "do:why"),),
            *_of_dates(reply),
            (Button(_("Summary for my consultation"), "do:summary"),),
            *(((CONTACT_BUTTON, COSTS_BUTTON),) if guide.clinic else ()),
            *one_each(Button(_("More to expect"), f"do:expect:{following}") if more else None),
            (Button(_("Before and after a session"), "do:aftercare"),),
            (Button(_("Picture"), "do:picture"), Button(_("Refine"), "do:refine")),
            (CHANGE_BUTTON, RESTART_BUTTON),
        ),
    )


def _of_dates(reply: Expect) -> tuple[tuple[Button, ...], ...]:
    if not can_be_dated(reply.answers):
        return ()
    if reply.start is None:
        return one_each(Button(_("When could you start?"), "do:when"))
    return ((Button(_("In my calendar"), "do:calendar"), Button(_("Other dates"), "do:when")),)


def everything(answers: Answers, plan: Plan, guide: Guide) -> tuple[Card, ...]:
    """The whole answer at once, for those who read it on paper or in a terminal."""
    identifiers = of_plan(answers, plan)
    return (
        numbers(Numbers(answers, plan), guide),
        Card((title(_("What to expect")), points(wording(i, answers, plan) for i in identifiers))),
    )


def refine(reply: Refine, _guide: Guide) -> Card:
    buttons = [
        Button(_("Tell me: {question}", question=step.name), f"do:change:{step.id}")
        for step in REFINE
        if step.asked(reply.answers)
    ]
    return Card(
        (
            title(_("Refine")),
            text(_("These answers can move the ranges. Tell me what you know and skip the rest.")),
        ),
        (*one_each(*buttons), *one_each(resume_button("answer"))),
    )
