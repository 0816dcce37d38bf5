"""A timeline laid out from top to bottom: where each word, bar and arrow of its scene goes."""

from dataclasses import dataclass
from itertools import pairwise

from bot.files.measure import lines, width
from bot.files.scene import MARGIN, SMALL, WIDTH, WORDS, Scene, Tone
from bot.files.typesetter import whole_height
from bot.files.words import Write, kept_together, writing
from bot.locale.printable import printable
from bot.locale.translator import Translator
from dialogs.cards.answer.timeline import Row, Timeline

TEXT_WIDTH = WIDTH - 2 * MARGIN  # pixels, as everything here
HEADING = 34  # size of its letters
LEADING = 1.3  # height of a line, as a multiple of its size
ROW = 46  # height of a session's row
GAP = 18  # between a label and its bar
NARROWEST = 180  # column of bars
OVERHANG = 24  # space for marks beyond the ends of the scale


def compose(timeline: Timeline, words: Translator, alternative: str) -> Scene:
    """Lay `timeline` out in the translator's language; `alternative` is read to those who cannot see it."""
    write = writing(words)
    scene = Scene(words.tag, words.right_to_left, printable(alternative))
    y = _head(scene, timeline, write)
    if timeline.rows:
        y = _course(scene, timeline, write, y)
    y = _top_ups(scene, timeline, write, y)
    y = _paragraph(scene, write(timeline.foot), y + 14, SMALL, tone="soft")
    scene.height = whole_height(WIDTH, round(y + MARGIN - 8))
    return scene


def _paragraph(  # noqa: PLR0913  what words look like
    scene: Scene, words: str, y: float, size: int, *, bold: bool = False, tone: Tone = "ink"
) -> float:
    """Put `words` below `y`; return where they end."""
    for line in lines(kept_together(words), size, TEXT_WIDTH, bold=bold):
        y += size * LEADING
        plain = line.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")
        scene.say(MARGIN, y - size * (LEADING - 1), plain, size, bold=bold, tone=tone)
    return y


def _head(scene: Scene, timeline: Timeline, write: Write) -> float:
    y: float = MARGIN - 12
    if timeline.caution:
        y = _paragraph(scene, write(timeline.caution), y, WORDS, bold=True) + 14
        scene.rules.append(y)
        y += 8
    y = _paragraph(scene, write(timeline.heading), y, HEADING, bold=True)
    y = _paragraph(scene, write(timeline.about), y + 2, WORDS)
    if timeline.weekly:
        y = _paragraph(scene, write(timeline.weekly), y + 10, WORDS, bold=True)
    if timeline.first_day:
        y = _paragraph(scene, write(timeline.first_day), y + 8, WORDS)
    if timeline.remarks:
        y = _paragraph(scene, " ".join(map(write, timeline.remarks)), y + 8, SMALL, tone="soft")
    return y


@dataclass(frozen=True, slots=True)
class _Column:
    """Where the days of a course are, in pixels from the side where reading begins."""

    left: float
    right: float
    days: int

    def at(self, day: int) -> float:
        return self.left + (self.right - self.left) * day / self.days


def _course(scene: Scene, timeline: Timeline, write: Write, y: float) -> float:
    sessions = [row for row in timeline.rows if row.kind != "point"]
    points = [row for row in timeline.rows if row.kind == "point"]
    column = _column(timeline, sessions, write)
    y += 26
    scene.say(MARGIN, y + SMALL, write(timeline.scale), SMALL, tone="soft")
    y += SMALL + 14
    scene.scale_top = y + SMALL + 8
    for day, _name in timeline.marks:
        scene.marks.append(scene.across(column.at(day)))
    _mark_names(scene, timeline, write, column, y + SMALL)
    y += SMALL + 12
    for row in sessions:
        y += ROW
        middle = y - ROW / 2
        scene.say(MARGIN, middle + 9, write(row.label), bold=row.kind == "certain")
        ends = column.at(row.window.first), column.at(row.window.last)
        scene.bar(row.kind, ends, middle, dashed=timeline.estimated)
        scene.say(WIDTH - MARGIN, middle + 9, write(row.when), anchor="end")
    if timeline.more:
        y += ROW
        middle = y - ROW / 2
        scene.say(MARGIN, middle + 9, write(timeline.more))
        scene.arrow("more", column.at(sessions[-1].window.first), column.right + OVERHANG, middle)
    scene.scale_bottom = y + 4
    for row in points:
        y = _point(scene, row, write, column, y + 12)
    return y


def _column(timeline: Timeline, sessions: list[Row], write: Write) -> _Column:
    """Bars get the width that labels and times leave."""
    labels = [write(row.label) for row in sessions]
    labels += [write(timeline.more)] if timeline.more else []
    label = max(width(each, WORDS, bold=True) for each in labels)
    when = max(width(write(row.when), WORDS) for row in sessions)
    left = MARGIN + label + GAP + OVERHANG / 2
    right = max(WIDTH - MARGIN - when - GAP - OVERHANG / 2, left + NARROWEST)
    return _Column(left, right, max(timeline.days, 1))


def _mark_names(scene: Scene, timeline: Timeline, write: Write, column: _Column, y: float) -> None:
    """The names of the marks, except those that would touch the one before."""
    free = 0.0
    for day, mark in timeline.marks:
        name, x = write(mark), column.at(day)
        half = width(name, SMALL) / 2
        if x - half >= free:
            scene.say(x, y, name, SMALL, anchor="middle", tone="soft")
            free = x + half + 10


def _point(scene: Scene, row: Row, write: Write, column: _Column, y: float) -> float:
    """A point in time: its words stand above its bar, because they are long."""
    scene.rules.append(y)
    y = _beside(scene, write(row.label), write(row.when), y + 6)
    y += ROW * 3 / 4
    middle = y - ROW * 3 / 8
    left, right = column.at(row.window.first), column.at(row.window.last)
    scene.bar("point", (left, right), middle)
    if row.window.later:
        scene.arrow("point", right + 14, right + OVERHANG * 3, middle)
    return y


def _beside(scene: Scene, label: str, when: str, y: float) -> float:
    """A name and a time on one line where there is room, else below each other."""
    if width(label, WORDS, bold=True) + GAP + width(when, WORDS) > TEXT_WIDTH:
        return _paragraph(scene, when, _paragraph(scene, label, y, WORDS, bold=True), WORDS)
    line = y + WORDS
    scene.say(MARGIN, line, label, bold=True)
    scene.say(WIDTH - MARGIN, line, when, anchor="end")
    return y + WORDS * LEADING


def _top_ups(scene: Scene, timeline: Timeline, write: Write, y: float) -> float:
    """Top-ups: they have no scale, so the picture only says that they go on."""
    if timeline.top_ups is None:
        return y
    y += 14
    scene.rules.append(y)
    y = _paragraph(scene, write(timeline.top_ups), y + 8, WORDS, bold=True)
    if timeline.top_up_when:
        y = _paragraph(scene, write(timeline.top_up_when), y, WORDS)
    y += ROW
    middle, places = y - ROW / 2, [MARGIN + 12 + 150 * number for number in range(4)]
    for left, right in pairwise(places):
        scene.bar("between", (left + 14, right - 14), middle, dashed=timeline.maintenance_estimated)
    for x in places:
        scene.bar("top_up", (x,), middle)
    scene.arrow("more", places[-1] + 14, WIDTH - MARGIN, middle)
    return y
