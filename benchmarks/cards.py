"""The product's own English cards, for its peers: every bot sends the same texts and the same buttons."""

from __future__ import annotations

import json

from dialogs.flow.dialog import Dialog
from dialogs.replies import Attached

from benchmarks.script import ROUND
from bot.guide import read_guide
from bot.locale.translator import HTML, translator
from bot.render import Shown, show
from dialogs.cards import draw
from dialogs.flow.events import Command, parse_data
from dialogs.guide import Guides
from dialogs.questions.session import Session

NAMES = (
    "area",
    "concern",
    "severity",
    "skin_type",
    "age",
    "lifestyle",
    "health",
    "review",
    "numbers",
    "expect",
)


def as_json() -> str:
    """Each card by its name, as JSON: its text in HTML, and the labels of its buttons row by row.

    Files are left out: no peer makes any.
    """
    dialog, session, words = Dialog(Guides(read_guide())), Session(), translator("en")

    def shown(data: str) -> list[Shown]:
        event = parse_data(data) if data else Command("start")
        replies = dialog.handle(session, event)
        said = (reply for reply in replies if not isinstance(reply, Attached))
        return [show(draw(reply, dialog.guide(session)), words, HTML) for reply in said]

    cards = [*shown(""), *shown("consent:agree")]
    for tap in ROUND[:-1]:
        data = next(data for row in cards[-1].rows for label, data in row if label == tap.label)
        cards += shown(data)
    return json.dumps(
        {
            name: {"text": card.text, "rows": [[label for label, _data in row] for row in card.rows]}
            for name, card in zip(("welcome", *NAMES), cards, strict=True)
        }
    )
