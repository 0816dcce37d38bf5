"""A card as lines: wrapped, with numbered buttons. Nothing is printed here."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from rich.console import Console
from rich.text import Text as Line

from bot.i18n import Markup, Translator
from bot.render import label
from bot.terminal.printable import printable
from dialogs.cards import Block, Card
from dialogs.text import Text

FEW = 9  # buttons; more stand in the columns of their card, so that the question stays in sight
GAP = 2  # cells between two columns

_STRONG = "\0"  # around what is strong; `printable` lets no other one through
RICH = Markup(escape=printable, strong=f"{_STRONG}{{}}{_STRONG}".format)

_STYLES = {"title": "bold", "note": "dim"}
_ANY = Console()  # wrapping asks for a console, and uses it only for justified text


def lines(card: Card, words: Translator, width: int, *, numbered: bool = True) -> list[Line]:
    """`card` as lines of at most `width` cells, in logical order."""
    drawn: list[Line] = []
    for number, block in enumerate(card.blocks):
        # "Question 3 of 8" belongs to the question under it
        if number and (card.blocks[number - 1].kind, block.kind) != ("note", "title"):
            drawn.append(Line())
        drawn += _block(block, words, width)
    if card.rows:
        drawn += [Line(), *_buttons(card, words, width, numbered=numbered)]
    return drawn


def sentence(text: Text, words: Translator, width: int, style: str = "") -> list[Line]:
    """A sentence of its own as lines."""
    return list(_line(words.write(text, RICH), style).wrap(_ANY, width))


def _block(block: Block, words: Translator, width: int) -> Iterator[Line]:
    sentences = [words.write(item, RICH) for item in block.items]
    if block.kind == "list":
        for point in sentences:
            yield from _hanging("• ", _line(point), width)
    else:
        yield from _line(" ".join(sentences), _STYLES.get(block.kind, "")).wrap(_ANY, width)


def _line(written: str, style: str = "") -> Line:
    parts = enumerate(written.split(_STRONG))
    return Line.assemble(*((part, "bold" if place % 2 else "") for place, part in parts), style=style)


def _hanging(head: str, body: Line, width: int) -> Iterator[Line]:
    """`head` and `body`, whose further lines begin under its first one."""
    for number, line in enumerate(body.wrap(_ANY, width - len(head))):
        yield Line(" " * len(head) if number else head).append_text(line)


def _buttons(card: Card, words: Translator, width: int, *, numbered: bool) -> Iterator[Line]:
    numbers = count(1)
    columns = max(map(len, card.rows)) if sum(map(len, card.rows)) > FEW else 1
    column = (width - (columns - 1) * GAP) // columns
    for row in card.rows:
        heads = [f"{next(numbers):>2}  " if numbered else " –  " for _button in row]
        labels = [
            Line(printable(label(button, words)), style="bold" if button.chosen else "") for button in row
        ]
        cells = [Line(head).append_text(body) for head, body in zip(heads, labels, strict=True)]
        if columns > 1 and all(cell.cell_len <= column for cell in cells):
            for cell in cells[:-1]:
                cell.pad_right(column + GAP - cell.cell_len)
            yield Line().join(cells)
        else:
            for head, body in zip(heads, labels, strict=True):
                yield from _hanging(head, body, width)
