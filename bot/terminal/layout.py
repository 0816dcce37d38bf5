"""A card as lines: wrapped, with numbered buttons. Nothing is printed here."""

from collections.abc import Iterator
from itertools import count

from rich.console import Console
from rich.text import Text as Line

from bot.locale.printable import printable
from bot.locale.translator import Markup, Translator
from bot.render import label, written
from dialogs.card import Button, Card, weeks
from dialogs.dates import Month
from dialogs.text import Text, _

FEW = 9  # buttons; more of them stand beside each other as in their card, to keep the question in sight
GAP = 2  # cells between two columns

_STRONG = "\0"  # around strong words; `printable` removes any other
RICH = Markup(escape=printable, strong=f"{_STRONG}{{}}{_STRONG}".format)

_STYLES = {"title": "bold", "note": "dim"}
_ANY = Console()  # wrapping requires a console, and uses it for justified text only


def lines(card: Card, words: Translator, width: int, *, numbered: bool = True) -> list[Line]:
    """`card` as lines of at most `width` cells, in logical order."""
    drawn: list[Line] = []
    for kind, sentences, gap in written(card, words, RICH):
        drawn += [Line()] * (gap - 1)
        drawn += _block(kind, sentences, width)
    if card.month:
        drawn += [Line(), *_month(card.month, words)]
    if card.rows:
        # The numbers of a month are its days
        drawn += [Line(), *_buttons(card, words, width, numbered=numbered and card.month is None)]
    return drawn


def sentence(text: Text, words: Translator, width: int, style: str = "") -> list[Line]:
    """A sentence of its own as lines."""
    return wrapped(_line(words.write(text, RICH), style), width)


def wrapped(line: Line, width: int) -> list[Line]:
    """`line` as lines of at most `width` cells, without the spaces between them."""
    parts = list(line.wrap(_ANY, width))
    for part in parts:
        part.rstrip()
    return parts


def _block(kind: str, sentences: list[str], width: int) -> Iterator[Line]:
    if kind == "list":
        for point in sentences:
            yield from _hanging("• ", _line(point), width)
    else:
        yield from wrapped(_line(" ".join(sentences), _STYLES.get(kind, "")), width)


def _line(written: str, style: str = "") -> Line:
    parts = enumerate(written.split(_STRONG))
    return Line.assemble(*((part, "bold" if place % 2 else "") for place, part in parts), style=style)


def _hanging(head: str, body: Line, width: int) -> Iterator[Line]:
    """`head` and `body`, whose further lines begin under its first one."""
    for number, line in enumerate(wrapped(body, width - len(head))):
        yield Line(" " * len(head) if number else head).append_text(line)


def _buttons(card: Card, words: Translator, width: int, *, numbered: bool) -> Iterator[Line]:
    numbers = count(1)

    def begin(button: Button) -> str:
        if button.opens:
            return "    "  # nothing can be opened from here: the address is for a browser
        return f"{next(numbers):>2}  " if numbered else " -  "

    rows = [[(begin(button), _label(button, words)) for button in row] for row in card.rows]
    columns = max(map(len, rows)) if sum(map(len, rows)) > FEW else 1
    column = (width - (columns - 1) * GAP) // columns
    narrow = all(len(head) + body.cell_len <= column for row in rows if len(row) > 1 for head, body in row)
    for row in rows:
        if columns > 1 and len(row) > 1 and narrow:
            cells = [Line(head).append_text(body) for head, body in row]
            for cell in cells[:-1]:
                cell.pad_right(column + GAP - cell.cell_len)
            yield Line().join(cells)
        else:
            for head, body in row:
                yield from _hanging(head, body, width)


def _month(month: Month, words: Translator) -> Iterator[Line]:
    """A month as a calendar has it. A day is chosen by its number."""
    table = [[_label(button, words) for button in week] for week in weeks(month, words.first_weekday)]
    column = max(cell.cell_len for week in table for cell in week)
    for week in table:
        for cell in week:
            cell.pad_left(column - cell.cell_len)
        yield Line("  ").join(week)


def _label(button: Button, words: Translator) -> Line:
    said = label(button, words)
    if button.opens:
        said = words.write(_("{label}: {address}", label=said, address=button.data))
    return Line(printable(said), style="bold" if button.chosen else "")
