"""The picture of a course in cells: the same words and windows, drawn with signs."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text as Line

from bot.locale.translator import Translator
from bot.terminal.layout import sentence
from dialogs.cards.answer.timeline import Kind, Row, Timeline

GAP = 2  # cells between columns
NARROWEST = 12  # cells for bars; with less, each row says its time on a line of its own
MARKS: dict[Kind, str] = {"certain": "●", "possible": "○", "point": "◆"}
SOLID, DASHED, GOES_ON = "─", "╌", "···"


def drawn(timeline: Timeline, words: Translator, width: int) -> list[Line]:
    """`timeline` as lines of at most `width` cells, in logical order."""
    found = sentence(timeline.caution, words, width, "bold") if timeline.caution else []
    found += sentence(timeline.heading, words, width, "bold")
    found += sentence(timeline.about, words, width)
    found += sentence(timeline.weekly, words, width, "bold") if timeline.weekly else []
    found += sentence(timeline.first_day, words, width) if timeline.first_day else []
    for remark in timeline.remarks:
        found += sentence(remark, words, width, "dim")
    if timeline.rows:
        found += [Line(), *_rows(timeline, words, width)]
    for text in (timeline.top_ups, timeline.top_up_when):
        found += sentence(text, words, width) if text else []
    return [*found, *sentence(timeline.foot, words, width, "dim")]


def _rows(timeline: Timeline, words: Translator, width: int) -> Iterator[Line]:
    sessions = [row for row in timeline.rows if row.kind != "point"]
    label = max(cell_len(words.write(row.label)) for row in sessions)
    when = max(cell_len(words.write(row.when)) for row in sessions)
    room = width - label - when - 2 * GAP
    for row in timeline.rows:
        name, time = words.write(row.label), words.write(row.when)
        if row.kind == "point":  # its words are long
            yield from sentence(row.label, words, width)
            name = ""
        if room < NARROWEST or cell_len(time) > when:
            yield from sentence(row.label, words, width) if name else ()
            yield from sentence(row.when, words, width, "dim")
            name, time = "", ""
        if room >= NARROWEST:
            yield _line(name, label, _bar(row, timeline, room), room, time)
        if timeline.more and row is sessions[-1]:
            yield from sentence(timeline.more, words, width)


def _line(name: str, label: int, bar: str, room: int, when: str) -> Line:
    drawn = name + " " * (label + GAP - cell_len(name)) + bar
    return Line(drawn + " " * (room + GAP - cell_len(bar)) + when if when else drawn)


def _bar(row: Row, timeline: Timeline, room: int) -> str:
    last = max(room - len(GOES_ON) - 1, 1)
    left, right = (round(day * last / max(timeline.days, 1)) for day in row.window[:2])
    mark = MARKS[row.kind]
    dash = DASHED if timeline.estimated and row.kind != "point" else SOLID
    body = mark if right == left else mark + dash * (right - left - 1) + mark
    return " " * left + body + (GOES_ON if row.window.later else "")
