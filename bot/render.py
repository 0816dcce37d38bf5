"""A card in a language and in a channel's markup: the message as it is shown."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.locale.translator import PLAIN, Markup, Translator
from dialogs.card import Button, Card
from dialogs.text import p_


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """A message as a channel shows it.

    `text` has the markup of the channel; `rows` are buttons as pairs of a label and what the button stands for: data,
    or a web address to open.
    """

    text: str
    rows: tuple[tuple[tuple[str, str], ...], ...]


def show(card: Card, translator: Translator, markup: Markup = PLAIN) -> RenderedMessage:
    """Write `card` in the translator's language; its blocks are paragraphs, its lists have bullets."""
    text = ""
    for kind, sentences, gap in written(card, translator, markup):
        text += "\n" * gap
        match kind:
            case "list":
                text += "\n".join(f"• {sentence}" for sentence in sentences)
            case "title":
                text += markup.strong(" ".join(sentences))
            case _:
                text += " ".join(sentences)
    rows = card.rows_from(translator.first_weekday)
    return RenderedMessage(
        text, tuple(tuple((label(button, translator), button.data) for button in row) for row in rows)
    )


def written(card: Card, translator: Translator, markup: Markup) -> Iterator[tuple[str, list[str], int]]:
    """Each block of `card`: its kind, its sentences, and how many lines it begins below the block above it."""
    above = ""
    for block in card.blocks:
        sentences = [translator.write(item, markup) for item in block.items]
        if any(sentences):  # a clinic's own line may be in other languages only
            gap = 2 if above else 0
            if (above, block.kind) == ("note", "title"):
                gap = 1  # "Question 3 of 8" belongs to the question under it
            yield block.kind, sentences, gap
            above = block.kind


def label(button: Button, translator: Translator) -> str:
    """What a button says, as plain text; a chosen one has a check mark."""
    text = p_("button", "{label} ✓", label=button.label) if button.chosen else button.label
    return translator.write(text)
