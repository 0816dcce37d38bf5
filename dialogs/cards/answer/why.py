"""Why these numbers, one range at a time: where it starts, what moved it, and how good all that is."""

from dialogs.card import Block, Button, Card, in_columns, note, one_each, points, text, title
from dialogs.cards.answer.figures import NAMES, line, shown
from dialogs.cards.answer.origin import origin, reviewed
from dialogs.cards.answer.reasons import items, of_moves, of_start, start
from dialogs.cards.buttons import resume_button
from dialogs.planning.planner import Plan
from dialogs.planning.protocol import SCALES, Scale
from dialogs.questions.steps import STEP
from dialogs.text import _
from dialogs.turn import Turn

ITEMS_A_PAGE = 2
ALL = "all"
"""What the page that names all facts is called in button data."""


def why(turn: Turn, plan: Plan, argument: str) -> Card:
    """Where one range comes from: `argument` is its scale, perhaps with the first reason of a page behind a dash.

    Without one it is the first range that is shown.
    """
    wanted, _dash, page_at = argument.partition("-")
    scales = [scale for scale in SCALES if scale in shown(plan)]
    if wanted == ALL:
        blocks: tuple[Block, ...] = (title(_("Where this comes from")), text(*origin(plan, turn.guide)))
        sources = one_each(Button(_("Sources and review"), "about:sources"))
        return Card(blocks, (*_others(scales, ""), *sources, *one_each(resume_button("answer"))))
    scale = next((scale for scale in scales if scale == wanted), scales[0])
    listed = items(turn.answers, plan, scale)
    first = int(page_at) if page_at.isdecimal() and int(page_at) < len(listed) else 0
    page, following = listed[first : first + ITEMS_A_PAGE], first + ITEMS_A_PAGE
    more = following < len(listed)
    remarks = [*(of_start(turn.answers, plan, scale) if first == 0 else ()), *(() if more else of_moves(plan, scale))]
    own = turn.clinic is not None and turn.clinic.own_protocol
    blocks = (
        title(_("Why these numbers")),
        text(line(plan, scale)),
        *([text(start(turn.answers, plan, scale))] if first == 0 else []),
        *([points(item.text for item in page)] if page else []),
        *([note(*remarks)] if remarks else []),
        *([note(*reviewed(turn.guide))] if own and not more else []),
    )
    change = dict.fromkeys(item.question for item in page if item.question)
    return Card(
        blocks,
        (
            *one_each(Button(_("More reasons"), f"do:why:{scale}-{following}") if more else None),
            *one_each(*(Button(_("Change: {question}", question=STEP[q].name), f"do:change:{q}") for q in change)),
            *_others(scales, scale),
            *one_each(Button(_("Where this comes from"), f"do:why:{ALL}"), resume_button("answer")),
        ),
    )


def everything(turn: Turn, plan: Plan) -> tuple[Card, ...]:
    """All of it at once: a card for each range, then where it comes from."""
    answers = turn.answers
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
    return (Card((title(_("Why these numbers")),)), *pages, Card((text(*origin(plan, turn.guide)),)))


def _others(scales: list[Scale], shown_now: str) -> tuple[tuple[Button, ...], ...]:
    """The way to the other ranges."""
    return in_columns([Button(NAMES[scale], f"do:why:{scale}") for scale in scales if scale != shown_now], 2)
