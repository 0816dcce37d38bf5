"""Why these numbers, one range at a time: where it starts, what moved it, and how good all that is."""

from __future__ import annotations

from dialogs.cards.answer.figures import NAMES, line, shown
from dialogs.cards.answer.origin import origin, reviewed
from dialogs.cards.answer.reasons import items, of_moves, of_start, start
from dialogs.cards.card import (
    Block,
    Button,
    Card,
    in_columns,
    note,
    one_each,
    points,
    resume_button,
    text,
    title,
)
from dialogs.guide import Guide
from dialogs.planning.planner import Plan
from dialogs.planning.protocol import SCALES, Scale
from dialogs.questions.step import Answers
from dialogs.questions.steps import STEP
from dialogs.replies import Why
from dialogs.text import _

ITEMS_A_PAGE = 2
ALL = "all"
"""What the page that names all facts is called in button data."""


def why(reply: Why, guide: Guide) -> Card:
    plan = reply.plan
    scales = [scale for scale in SCALES if scale in shown(plan)]
    if reply.scale == ALL:
        blocks: tuple[Block, ...] = (title(_("Where this comes from")), text(*origin(plan, guide)))
        sources = one_each(Button(_("Sources and review"), "about:sources"))
        return Card(blocks, (*_others(scales, ""), *sources, *one_each(resume_button("answer"))))
    scale = next((scale for scale in scales if scale == reply.scale), scales[0])
    listed = items(reply.answers, plan, scale)
    first = reply.first if reply.first < len(listed) else 0
    page, following = listed[first : first + ITEMS_A_PAGE], first + ITEMS_A_PAGE
    more = following < len(listed)
    remarks = [
        *(of_start(reply.answers, plan, scale) if first == 0 else ()),
        *(() if more else of_moves(plan, scale)),
    ]
    blocks = (
        title(_("Why these numbers")),
        text(line(plan, scale)),
        *([text(start(reply.answers, plan, scale))] if first == 0 else []),
        *([points(item.text for item in page)] if page else []),
        *([note(*remarks)] if remarks else []),
        *([note(*reviewed(guide))] if guide.clinic and guide.clinic.own_protocol and not more else []),
    )
    change = dict.fromkeys(item.question for item in page if item.question)
    return Card(
        blocks,
        (
            *one_each(Button(_("More reasons"), f"do:why:{scale}-{following}") if more else None),
            *one_each(
                *(Button(_("Change: {question}", question=STEP[q].name), f"do:change:{q}") for q in change)
            ),
            *_others(scales, scale),
            *one_each(Button(_("Where this comes from"), f"do:why:{ALL}"), resume_button("answer")),
        ),
    )


def everything(answers: Answers, plan: Plan, guide: Guide) -> tuple[Card, ...]:
    """All of it at once: a card for each range, then where it comes from."""
    pages = [
        Card(
            (
                title(line(plan, scale)),
                text(start(answers, plan, scale)),
                points(item.text for item in items(answers, plan, scale)),
                note(*of_start(answers, plan, scale), *of_moves(plan, scale)),
            )
        )
        for scale in SCALES
        if scale in shown(plan)
    ]
    return (Card((title(_("Why these numbers")),)), *pages, Card((text(*origin(plan, guide)),)))


def _others(scales: list[Scale], shown_now: str) -> tuple[tuple[Button, ...], ...]:
    """The way to the other ranges."""
    return in_columns([Button(NAMES[scale], f"do:why:{scale}") for scale in scales if scale != shown_now], 2)
