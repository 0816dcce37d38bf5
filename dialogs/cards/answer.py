"""The answer: the numbers, what a change did to them, and what else an honest answer says."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.cards.card import (
    CHANGE_BUTTON,
    RESTART_BUTTON,
    Button,
    Card,
    at_session,
    note,
    one_each,
    points,
    resume_button,
    text,
    title,
)
from dialogs.cards.expectations import wording
from dialogs.cards.question import listed, said
from dialogs.expectations import of_plan
from dialogs.guide import Guide
from dialogs.planner import Plan
from dialogs.replies import Expect, Moved, Numbers, Refine
from dialogs.screening import ask_first
from dialogs.step import Answers
from dialogs.steps import REFINE, STEP, on_face
from dialogs.text import Days, Items, Span, Strong, Text, Weeks, _, n_, p_

EXPECTATIONS_A_PAGE = 4


def numbers(reply: Numbers, _guide: Guide) -> Card:
    plan, answers = reply.plan, reply.answers
    blocks = [title(_("Typical published ranges, not a plan for you"))]
    conditions = ask_first(answers)
    if answers.get("response") == "irritated":
        blocks.append(text(_("Pause: only if a clinician clears you first. Pus or fever: a doctor today.")))
    elif conditions:
        blocks.append(text(_cleared_first(conditions)))
    blocks.append(points(figures(plan)))
    if remarks := list(_remarks(plan, answers)):
        blocks.append(note(*remarks))
    return Card(tuple(blocks))


def _cleared_first(conditions: tuple[str, ...]) -> Text:
    """The line above the numbers for those who ask a clinician first (C36)."""
    if len(conditions) > 1:
        return _("Only if a clinician clears you first, because of your health.")
    named = listed("health", conditions)
    return _("Only if a clinician clears you first, because of: {conditions}.", conditions=named)


def figures(plan: Plan) -> list[Text]:
    """One line for each range that is shown."""
    lines = []
    if plan.sessions:
        lines.append(_("How many: {sessions}", sessions=Strong(_sessions(plan))))
    if plan.interval_days:
        gap = Strong(Days(*plan.interval_days))
        inferred = _("Gap: about {gap} (our estimate)", gap=gap)
        lines.append(inferred if plan.interval_inferred else _("Gap: about {gap}", gap=gap))
    if plan.course_days:
        weeks = Strong(Weeks(*plan.course_days))
        lines.append(
            _("First to last: about {weeks}, or longer", weeks=weeks)
            if plan.open_ended
            else _("First to last: about {weeks}", weeks=weeks)
        )
    if plan.first_visible_session:
        lines.append(_("First change: around {session}", session=Strong(_first_change(plan))))
    if plan.clear_result_session:
        session = Strong(at_session(*plan.clear_result_session))
        lines.append(_("Clearer change: around {session}", session=session))
    if plan.maintenance_days:
        lines.append(_top_ups(plan, Strong(Days(*plan.maintenance_days))))
    return lines


def _sessions(plan: Plan) -> Text:
    low, high = plan.sessions or (0, 0)
    if plan.open_ended:
        return n_("{number} session, or more", "{number} sessions, or more", high, number=Span(low, high))
    return n_("{number} session", "{number} sessions", high, number=Span(low, high))


def _first_change(plan: Plan) -> Text:
    session = at_session(*(plan.first_visible_session or (0, 0)))
    return _("{session}, or later", session=session) if plan.or_later else session


def _top_ups(plan: Plan, gap: Strong) -> Text:
    """Upkeep: a choice, and on the body our reading of "several times a year" (C24)."""
    if plan.maintenance_inferred and plan.upkeep_end > 0:
        return _("Top-ups, if wanted: {gap} apart (our estimate), rather longer", gap=gap)
    if plan.maintenance_inferred and plan.upkeep_end < 0:
        return _("Top-ups, if wanted: {gap} apart (our estimate), rather shorter", gap=gap)
    if plan.maintenance_inferred:
        return _("Top-ups, if wanted: {gap} apart (our estimate)", gap=gap)
    return _("Top-ups, if wanted: {gap} apart", gap=gap)


def _remarks(plan: Plan, answers: Answers) -> Iterator[Text]:
    """What has to stand beside a number so that it does not say too much."""
    if "evidence_limited" not in of_plan(answers, plan)[:EXPECTATIONS_A_PAGE]:
        yield _("Studies are small and mixed. Some see no change.")
    if answers.get("response") == "plateau":
        yield _("No further change: ask the clinician whether to go on, change the product or stop.")
    if plan.closest_interval:
        yield _("Once a week only if your clinician agrees.")
    if answers.get("severity") == "unsure":
        yield (
            _("Not sure how much it shows: this is what articles print in between.")
            if on_face(answers)
            else _("Not sure how much it shows: this is the whole published range.")
        )


def moved(reply: Moved, _guide: Guide) -> Card:
    """What a changed answer did to the numbers, and which answer it was."""
    changed = Items(
        tuple(
            p_(
                "changed answer",
                "{question} ({answer})",
                question=STEP[question].name,
                answer=said(question, answer),
            )
            for question, answer in reply.answers.items()
            if answer != reply.before_answers.get(question)
        )
    )
    if figures(reply.before) == figures(reply.plan):
        return Card((text(_("You changed: {answers}. The ranges stay the same.", answers=changed)),))
    moves = list(_moves(reply.before, reply.plan))
    because = [_("Because of: {answers}.", answers=changed)] if changed.items else []
    return Card((title(_("What moved")), *([points(moves)] if moves else []), *map(text, because)))


def _moves(before: Plan, after: Plan) -> Iterator[Text]:
    if before.sessions and after.sessions and _sessions(before) != _sessions(after):
        yield _("{before} became {after}.", before=_sessions(before), after=_sessions(after))
    if before.interval_days and after.interval_days and before.interval_days != after.interval_days:
        gaps = Days(*before.interval_days), Days(*after.interval_days)
        yield _("The gap was {before} and is now {after}.", before=gaps[0], after=gaps[1])
    if before.first_visible_session and after.first_visible_session:
        points_in_time = _first_change(before), _first_change(after)
        if points_in_time[0] != points_in_time[1]:
            yield _(
                "First change: before {before}, now {after}.",
                before=points_in_time[0],
                after=points_in_time[1],
            )
    if (
        before.maintenance_days
        and after.maintenance_days
        and before.maintenance_days != after.maintenance_days
    ):
        gaps = Days(*before.maintenance_days), Days(*after.maintenance_days)
        yield _("Top-ups were {before} apart and are now {after}.", before=gaps[0], after=gaps[1])


def expect(reply: Expect, _guide: Guide) -> Card:
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
            *one_each(Button(_("More to expect"), f"do:expect:{following}") if more else None),
            (Button(_("Aftercare"), "do:aftercare"), Button(_("Refine"), "do:refine")),
            (CHANGE_BUTTON, RESTART_BUTTON),
        ),
    )


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
