"""What every peer is told by its environment: the token, the Bot API server, and the cards."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NamedTuple


class Card(NamedTuple):
    """A message: its text in HTML, and the labels of its buttons row by row."""

    text: str
    rows: list[list[str]]


TOKEN = os.environ["BOT_TOKEN"]
API = os.environ["BOT_API_URL"]
CARDS = {
    name: Card(card["text"], card["rows"])
    for name, card in json.loads(Path(os.environ["CARDS"]).read_text(encoding="utf-8")).items()
}

QUESTIONS = {
    "area": "Area",
    "concern": "Concern",
    "severity": "How much it shows",
    "skin_type": "Skin type",
    "age": "Age",
    "lifestyle": "Habits",
    "health": "Health",
}
"""The questions in their order, and what the review calls them."""

SEVERAL = ("lifestyle", "health")
"""Those that take several answers."""

NONE, DONE, BACK = "None of these", "Done", "Back"
"""Buttons that are no options."""


def options(question: str) -> list[str]:
    """What can be answered to a question."""
    return [label for row in CARDS[question].rows for label in row if label not in (NONE, DONE, BACK)]


def columns(question: str) -> int:
    """How many options stand in a row."""
    return len(CARDS[question].rows[0])


def review(answers: dict[str, list[str]]) -> str:
    """The card before the numbers, with one's own answers."""
    lines = [
        f"• {QUESTIONS[question]}: <b>{', '.join(said) or NONE}</b>" for question, said in answers.items()
    ]
    return "\n".join(["<b>Your answers</b>\n", *lines, "\nAny of them can be changed."])
