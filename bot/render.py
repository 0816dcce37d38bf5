"""A card in a language and in a channel's markup: the message as it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.locale.translator import PLAIN, Markup, Translator
from dialogs.cards import Block, Button, Card
from dialogs.dates import Month
from dialogs.text import Weekday, _, p_

WEEK = 7  # days


@dataclass(frozen=True, slots=True)
class Shown:
    """A message: its text, and its buttons as rows of (label, data); data may be a web address to open."""

    text: str
    rows: tuple[tuple[tuple[str, str], ...], ...]


def show(card: Card, translator: Translator, markup: Markup = PLAIN) -> Shown:
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
    return Shown(
        text,
        tuple(tuple((label(b, translator), b.data) for b in row) for row in rows(card, translator)),
    )


def rows(card: Card, translator: Translator) -> tuple[tuple[Button, ...], ...]:
    """The buttons of `card`; those of a month in weeks, as the language begins them."""
    if card.month is None:
        return card.rows
    return (*weeks(card.month, translator.locale.first_week_day), *card.rows)


def weeks(month: Month, first_weekday: int) -> Iterator[tuple[Button, ...]]:
    """The names of the days, then the weeks; days that cannot be chosen are dots, weeks without any are not there."""
    stay = f"do:when:{month.key}"
    dot = Button(p_("no day", "·"), stay, mute=True)
    names = [(first_weekday + place) % WEEK for place in range(WEEK)]
    yield tuple(Button(_("{weekday}", weekday=Weekday(name)), stay, mute=True) for name in names)
    cells = [dot] * ((month.first.weekday() - first_weekday) % WEEK)
    for day in month.days:
        number = Button(_("{day}", day=day.day), f"do:day:{day.isoformat()}", chosen=day == month.chosen)
        cells.append(number if month.can_be_chosen(day) else dot)
    cells += [dot] * (-len(cells) % WEEK)
    table = (tuple(cells[place : place + WEEK]) for place in range(0, len(cells), WEEK))
    yield from (week for week in table if any(not button.mute for button in week))


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
