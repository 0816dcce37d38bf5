"""The counts as tables in plain text, with a bar for each step of the way."""

import io
from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as Layout
from rich.text import Text as Line

from bot.locale.printable import printable
from bot.locale.translator import Translator
from bot.stats.report import Report
from bot.stats.words import HEADING, NOBODY, NOTES, PRIVATE, TOO_FEW, Table, number, tables
from dialogs.text import Text

NARROWEST, WIDEST = 72, 88  # cells; a narrower terminal breaks the lines itself
GAP = 2  # cells between two columns
BAR = 24  # cells of the longest bar
FULL, HALF, RULE = "█", "▌", "─"


def lines(report: Report, clinic: str, words: Translator, width: int) -> list[str]:
    """`report` as lines of about `width` cells, in logical order; `clinic` is its name."""
    written = io.StringIO()
    console = Console(width=max(NARROWEST, min(width, WIDEST)), file=written, color_system=None)
    for part in _parts(report, clinic, words):
        console.print(Line(part) if isinstance(part, str) else part)
    return [line.rstrip() for line in written.getvalue().splitlines()]


def _parts(report: Report, clinic: str, words: Translator) -> Iterator[Layout | str]:
    yield printable(clinic)
    yield words.write(HEADING)
    yield ""
    if report.empty:
        yield words.write(NOBODY)
        return
    for table in tables(report):
        title = words.write(table.title)
        yield from (title, RULE * cell_len(title))
        yield _laid_out(table, words) if table.rows else words.write(TOO_FEW)
        yield ""
    for note in (PRIVATE, *NOTES):
        yield words.write(note)


def _laid_out(table: Table, words: Translator) -> Layout:
    def cell(text: Text) -> Line:
        return Line(printable(words.write(text)), overflow="fold")

    layout = Layout(box=None, padding=(0, GAP, 0, 0), pad_edge=False)
    first, *others = map(cell, table.headings)
    layout.add_column(first)
    for heading in others:
        layout.add_column(heading, justify="right")
    for row in table.rows:
        bar = [_bar(table.share(row))] if len(others) == 1 else []
        layout.add_row(cell(row.label), *map(cell, map(number, row.numbers)), *bar)
    return layout


def _bar(share: float) -> str:
    """None where the number is hidden: its length would tell it."""
    halves = round(2 * BAR * share)
    return FULL * (halves // 2) + HALF * (halves % 2)
