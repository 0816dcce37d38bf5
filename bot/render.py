"""A card in a language and in a channel's markup: the message as it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from bot.i18n import PLAIN, Markup, Translator
from dialogs.cards import Block, Button, Card
from dialogs.text import p_


@dataclass(frozen=True, slots=True)
class Shown:
    """A message: its text, and its buttons as rows of (label, data)."""

    text: str
    rows: tuple[tuple[tuple[str, str], ...], ...]


def show(card: Card, translator: Translator, markup: Markup = PLAIN) -> Shown:
    """Write `card` in the translator's language."""
    text = ""
    for number, block in enumerate(card.blocks):
        if number:
            # "Question 3 of 8" belongs to the question under it
            text += "\n" if card.blocks[number - 1].kind == "note" and block.kind == "title" else "\n\n"
        text += _block(block, translator, markup)
    rows = tuple(tuple((label(button, translator), button.data) for button in row) for row in card.rows)
    return Shown(text, rows)


def label(button: Button, translator: Translator) -> str:
    """What a button says; buttons know no markup."""
    text = p_("button", "{label} ✓", label=button.label) if button.chosen else button.label
    return translator.write(text)


def _block(block: Block, translator: Translator, markup: Markup) -> str:
    sentences = [translator.write(item, markup) for item in block.items]
    match block.kind:
        case "list":
            return "\n".join(f"• {sentence}" for sentence in sentences)
        case "title":
            return markup.strong(" ".join(sentences))
        case _:
            return " ".join(sentences)
