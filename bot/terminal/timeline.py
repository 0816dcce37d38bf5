"""The picture of a course in cells: the same words and windows, drawn with signs."""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text as Line

from bot.locale.translator import Translator
from bot.terminal.layout import sentence
from dialogs.cards.answer.timeline import Kind, Row, Timeline
from dialogs.text import Text

GAP = 2  # cells between columns
NARROWEST = 12  # cells for bars; where there are fewer, each row has its time on a line of its own
MARKS: dict[Kind, str] = {"certain": "●", "possible": "○", "point": "◆"}
SOLID, DASHED, GOES_ON = "─", "╌", "···"


def drawn(timeline: Timeline, words: Translator, width: int) -> list[Line]:
    """`timeline` as lines of at most `width` cells, in logical order."""

    def written(style: str, *texts: Text | None) -> list[Line]:
        return [line for text in texts if text for line in sentence(text, words, width, style)]

    return [
        *written("bold", timeline.caution, timeline.heading),
        *written("", timeline.about),
        *written("bold", timeline.weekly),
        *written("", timeline.first_day),
        *written("dim", *timeline.remarks),
        *([Line(), *_rows(timeline, words, width)] if timeline.rows else []),
        *written("", timeline.top_ups, timeline.top_up_when),
        *written("dim", timeline.foot),
    ]


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
