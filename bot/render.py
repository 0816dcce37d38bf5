"""A card in a language and in a channel's markup: the message as it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from bot.locale.translator import PLAIN, Markup, Translator
from dialogs.card import Block, Button, Card
from dialogs.text import p_


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """A message: its text, and its buttons as rows of (label, data); data may be a web address to open."""

    text: str
    rows: tuple[tuple[tuple[str, str], ...], ...]


def show(card: Card, translator: Translator, markup: Markup = PLAIN) -> RenderedMessage:
    """Write `card` in the translator's language."""
    text, above = "", ""
    for block in card.blocks:
        written = _block(block, translator, markup)
        if not written:  # a clinic's own line may be in other languages only
            continue
        if text:
            # "Question 3 of 8" belongs to the question under it
            text += "\n" if (above, block.kind) == ("note", "title") else "\n\n"
        text += written
        above = block.kind
    return RenderedMessage(
        text,
        tuple(
            tuple((label(b, translator), b.data) for b in row)
            for row in card.rows_from(translator.first_weekday)
        ),
    )


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
