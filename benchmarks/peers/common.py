"""What every peer is told by its environment: the token, the Bot API server, and the cards."""

import json
import os
from pathlib import Path
from typing import NamedTuple


class Card(NamedTuple):
    """A message: its text in HTML, and its buttons row by row, each its label and what the product's own sends."""

    text: str
    rows: list[list[tuple[str, str]]]


TOKEN = os.environ["BOT_TOKEN"]
API = os.environ["BOT_API_URL"]
GIVEN = json.loads(Path(os.environ["CARDS"]).read_text(encoding="utf-8"))
CARDS = {name: Card(*card) for name, card in GIVEN["cards"].items()}

QUESTIONS: dict[str, str] = GIVEN["questions"]
"""The questions in their order, and what the review calls them."""

SEVERAL: list[str] = GIVEN["several"]
"""Those that take several answers."""

LABELS = {data: label for card in CARDS.values() for row in card.rows for label, data in row}
"""What is on each button, by what it sends."""


def review(answers: dict[str, list[str]]) -> str:
    """The card before the numbers, with one's own answers; each is an option's identifier."""
    title, _, _ = CARDS["review"].text.partition("\n")
    said = {
        name: ", ".join(LABELS[f"{question}:{option}"] for option in answers.get(question) or ["none"])
        for question, name in QUESTIONS.items()
    }
    lines = [f"• {name}: <b>{words}</b>" for name, words in said.items()]
    return "\n".join([title, "", *lines])
