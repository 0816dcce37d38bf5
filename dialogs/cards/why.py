"""Why these numbers: the answers that moved them, their sources, and how good those are."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.cards.card import (
    CHANGE_BUTTON,
    Block,
    Button,
    Card,
    note,
    one_each,
    points,
    resume_button,
    text,
    title,
)
from dialogs.cards.question import label
from dialogs.guide import Guide
from dialogs.planner import Plan, Reason
from dialogs.replies import Why
from dialogs.step import Answers
from dialogs.text import Items, Strong, Text, _, p_

REASONS_A_PAGE = 2


def why(reply: Why, guide: Guide) -> Card:
    plan, answers = reply.plan, reply.answers
    groups = list(_by_answer(plan.reasons))
    first = reply.first if reply.first < len(groups) else 0
    following = first + REASONS_A_PAGE
    shown = groups[first:following]
    blocks: list[Block] = [title(_("Why these numbers"))]
    if first == 0:
        blocks.append(text(_start(plan, answers)))
    if shown:
        blocks.append(points(_reason(*group) for group in shown))
    elif not groups:
        blocks.append(text(_("None of your other answers changed the ranges.")))
    more = following < len(groups)
    if not more:
        blocks.append(note(*_origin(plan, guide)))
    return Card(
        tuple(blocks),
        one_each(
            Button(_("More reasons"), f"do:why:{following}") if more else None,
            Button(_("Where this comes from"), "about:sources"),
            CHANGE_BUTTON,
            resume_button("answer"),
        ),
    )


def _start(plan: Plan, answers: Answers) -> Text:
    begin = _(
        "The start is what articles say about “{concern}”.", concern=label("concern", str(answers["concern"]))
    )
    if not plan.interpolated:
        return begin
    return _("{start} This degree lies between two that they name.", start=begin)


def _by_answer(reasons: tuple[Reason, ...]) -> Iterator[tuple[str, str, list[Reason]]]:
    """Reasons together for each answer, in the order of the questions."""
    pairs = dict.fromkeys((reason.question, reason.option) for reason in reasons)
    for question, option in pairs:
        yield question, option, [r for r in reasons if (r.question, r.option) == (question, option)]


_EFFECTS = {
    ("sessions", 1): _("more sessions"),
    ("sessions", -1): _("fewer sessions"),
    ("open_ended", 1): _("perhaps more than the upper number"),
    ("interval_days", 1): _("longer gaps"),
    ("interval_days", -1): _("shorter gaps"),
    ("first_visible_session", 1): _("first change later"),
    ("first_visible_session", -1): _("first change sooner"),
    ("clear_result_session", 1): _("clearer change later"),
    ("clear_result_session", -1): _("clearer change sooner"),
    ("maintenance_days", 1): _("top-ups further apart"),
    ("maintenance_days", -1): _("top-ups closer together"),
}


def _reason(question: str, option: str, reasons: list[Reason]) -> Text:
    return _(
        "{answer}: {effects} ({facts})",
        answer=Strong(label(question, option)),
        effects=Items(tuple(_EFFECTS[reason.changes, reason.direction] for reason in reasons)),
        facts=Items(tuple(dict.fromkeys(fact for reason in reasons for fact in reason.sources))),
    )


def _origin(plan: Plan, guide: Guide) -> Iterator[Text]:
    protocol = guide.protocol
    yield _("All facts used: {facts}.", facts=Items(plan.sources))
    yield _("From two general web articles, not guidelines. Studies are small and mixed.")
    if protocol.reviewed_by and protocol.reviewed_on:
        yield _(
            "Reviewed by {name} on {day}.",
            name=protocol.reviewed_by,
            day=protocol.reviewed_on,
        )
    else:
        yield p_("review", "No clinician has reviewed these ranges yet.")
