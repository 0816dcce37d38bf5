"""A timeline on paper: every word, bar and arrow at its place, in pixels. `timeline.svg` draws it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from bot.files.measure import lines, width
from bot.i18n import Translator
from dialogs.cards.timeline import Row, Timeline

WIDTH, MARGIN = 720, 36
ROOM = WIDTH - 2 * MARGIN
HEADING, WORDS, SMALL = 34, 25, 23  # sizes; a phone shows the picture at about half of them
LEADING = 1.3  # height of a line, in sizes
ROW = 46  # height of a session's row
GAP = 18  # between a label and its bar
NARROWEST = 180  # of a bar's column
OVERHANG = 24  # room for marks beyond the ends of the scale
HOLLOW = ("possible", "top_up")

# A drawing has no direction of its own, so each line of words brings one along
RIGHT_TO_LEFT, POP = "\N{RIGHT-TO-LEFT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"

Anchor = Literal["start", "middle", "end"]
Tone = Literal["ink", "soft"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words on one line; `x` is where they begin, end, or have their middle."""

    x: float
    y: float
    words: str
    size: int
    bold: bool
    anchor: Anchor
    tone: Tone


@dataclass(frozen=True, slots=True)
class Bar:
    """A window: a line from `left` to `right` with a mark at each of its `ends`."""

    kind: str
    left: float
    right: float
    y: float
    ends: tuple[float, ...]
    hollow: bool = False
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """What goes on: a dotted line whose tip points `forward`, 1 to the right and -1 to the left."""

    kind: str
    tail: float
    tip: float
    y: float
    forward: int


@dataclass(slots=True)
class Scene:
    """The whole picture. Places are mirrored for languages that run from right to left."""

    language: str
    mirrored: bool
    alternative: str
    height: int = 0
    width: int = WIDTH
    margin: int = MARGIN
    runs: list[Run] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    marks: list[float] = field(default_factory=list)
    rules: list[float] = field(default_factory=list)
    scale_top: float = 0
    scale_bottom: float = 0

    def across(self, x: float) -> float:
        """Where `x`, counted from the side where reading begins, lies from the left."""
        return round(WIDTH - x if self.mirrored else x, 1)

    def say(  # noqa: PLR0913  what words look like
        self,
        x: float,
        y: float,
        words: str,
        size: int = WORDS,
        *,
        bold: bool = False,
        anchor: Anchor = "start",
        tone: Tone = "ink",
    ) -> None:
        """Put words on one line."""
        opposite: dict[Anchor, Anchor] = {"start": "end", "end": "start", "middle": "middle"}
        placed = opposite[anchor] if self.mirrored else anchor
        directed = f"{RIGHT_TO_LEFT}{words}{POP}" if self.mirrored else words
        self.runs.append(Run(self.across(x), round(y, 1), directed, size, bold, placed, tone))

    def bar(self, kind: str, ends: tuple[float, ...], y: float, *, dashed: bool = False) -> None:
        """Put a line between the outer of `ends`, and a mark at each."""
        places = tuple(sorted({self.across(x) for x in ends}))
        self.bars.append(Bar(kind, places[0], places[-1], y, places, kind in HOLLOW, dashed))

    def arrow(self, kind: str, tail: float, tip: float, y: float) -> None:
        """Let something go on from `tail` to `tip`."""
        self.arrows.append(Arrow(kind, self.across(tail), self.across(tip), y, -1 if self.mirrored else 1))


def compose(timeline: Timeline, words: Translator, alternative: str) -> Scene:
    """Lay `timeline` out in the translator's language; `alternative` says it for those who cannot see it."""
    scene = Scene(words.language, words.right_to_left, alternative)
    y = _head(scene, timeline, words)
    if timeline.rows:
        y = _course(scene, timeline, words, y)
    y = _top_ups(scene, timeline, words, y)
    y = _paragraph(scene, words.write(timeline.foot), y + 14, SMALL, tone="soft")
    scene.height = round(y + MARGIN - 8)
    return scene


def _paragraph(  # noqa: PLR0913  what words look like
    scene: Scene, words: str, y: float, size: int, *, bold: bool = False, tone: Tone = "ink"
) -> float:
    """Put `words` below `y`; where they end."""
    for line in lines(words, size, ROOM, bold=bold):
        y += size * LEADING
        scene.say(MARGIN, y - size * (LEADING - 1), line, size, bold=bold, tone=tone)
    return y


def _head(scene: Scene, timeline: Timeline, words: Translator) -> float:
    y = _paragraph(scene, words.write(timeline.heading), MARGIN - 12, HEADING, bold=True)
    y = _paragraph(scene, words.write(timeline.about), y + 2, WORDS)
    for caution in timeline.cautions:
        y = _paragraph(scene, words.write(caution), y + 10, WORDS, bold=True)
    if timeline.first_day:
        y = _paragraph(scene, words.write(timeline.first_day), y + 8, WORDS)
    if timeline.remarks:
        y = _paragraph(scene, " ".join(map(words.write, timeline.remarks)), y + 8, SMALL, tone="soft")
    return y


@dataclass(frozen=True, slots=True)
class _Column:
    """Where the days of a course lie, from the side where reading begins."""

    left: float
    right: float
    days: int

    def at(self, day: int) -> float:
        return self.left + (self.right - self.left) * day / self.days


def _course(scene: Scene, timeline: Timeline, words: Translator, y: float) -> float:
    sessions = [row for row in timeline.rows if row.kind != "point"]
    points = [row for row in timeline.rows if row.kind == "point"]
    column = _column(timeline, sessions, words)
    y += 26
    scene.say(MARGIN, y + SMALL, words.write(timeline.scale), SMALL, tone="soft")
    y += SMALL + 14
    scene.scale_top = y + SMALL + 8
    for day, _name in timeline.marks:
        scene.marks.append(scene.across(column.at(day)))
    _mark_names(scene, timeline, words, column, y + SMALL)
    y += SMALL + 12
    for row in sessions:
        y += ROW
        middle = y - ROW / 2
        scene.say(MARGIN, middle + 9, words.write(row.label), bold=row.kind == "certain")
        ends = column.at(row.window.first), column.at(row.window.last)
        scene.bar(row.kind, ends, middle, dashed=timeline.estimated)
        scene.say(WIDTH - MARGIN, middle + 9, words.write(row.when), anchor="end")
    if timeline.more:
        y += ROW
        middle = y - ROW / 2
        scene.say(MARGIN, middle + 9, words.write(timeline.more))
        scene.arrow("more", column.at(sessions[-1].window.first), column.right + OVERHANG, middle)
    scene.scale_bottom = y + 4
    for row in points:
        y = _point(scene, row, words, column, y + 12)
    return y


def _column(timeline: Timeline, sessions: list[Row], words: Translator) -> _Column:
    """The bars get what labels and times leave."""
    labels = [words.write(row.label) for row in sessions]
    labels += [words.write(timeline.more)] if timeline.more else []
    label = max(width(each, WORDS, bold=True) for each in labels)
    when = max(width(words.write(row.when), WORDS) for row in sessions)
    left = MARGIN + label + GAP + OVERHANG / 2
    right = max(WIDTH - MARGIN - when - GAP - OVERHANG / 2, left + NARROWEST)
    return _Column(left, right, max(timeline.days, 1))


def _mark_names(scene: Scene, timeline: Timeline, words: Translator, column: _Column, y: float) -> None:
    """The names of the marks, without those that would touch the one before."""
    free = 0.0
    for day, mark in timeline.marks:
        name, x = words.write(mark), column.at(day)
        half = width(name, SMALL) / 2
        if x - half >= free:
            scene.say(x, y, name, SMALL, anchor="middle", tone="soft")
            free = x + half + 10


def _point(scene: Scene, row: Row, words: Translator, column: _Column, y: float) -> float:
    """A point in time: its words above its bar, since they are long."""
    scene.rules.append(y)
    y = _beside(scene, words.write(row.label), words.write(row.when), y + 6)
    y += ROW * 3 / 4
    middle = y - ROW * 3 / 8
    left, right = column.at(row.window.first), column.at(row.window.last)
    scene.bar("point", (left, right), middle)
    if row.window.later:
        scene.arrow("point", right + 14, right + OVERHANG * 3, middle)
    return y


def _beside(scene: Scene, label: str, when: str, y: float) -> float:
    """A name and a time on one line where there is room, else below each other."""
    if width(label, WORDS, bold=True) + GAP + width(when, WORDS) > ROOM:
        return _paragraph(scene, when, _paragraph(scene, label, y, WORDS, bold=True), WORDS)
    line = y + WORDS
    scene.say(WIDTH - MARGIN, line, when, anchor="end")
    scene.say(MARGIN, line, label, bold=True)
    return y + WORDS * LEADING


def _top_ups(scene: Scene, timeline: Timeline, words: Translator, y: float) -> float:
    """The upkeep: it has no scale, so it only says that it goes on."""
    if timeline.top_ups is None:
        return y
    y += 14
    scene.rules.append(y)
    y = _paragraph(scene, words.write(timeline.top_ups), y + 8, WORDS, bold=True)
    if timeline.top_up_when:
        y = _paragraph(scene, words.write(timeline.top_up_when), y, WORDS)
    y += ROW
    _circles(scene, y - ROW / 2)
    return y


def _circles(scene: Scene, y: float) -> None:
    places = [MARGIN + 12 + 150 * number for number in range(4)]
    for left, right in pairwise(places):
        scene.bar("between", (left + 14, right - 14), y)
    for x in places:
        scene.bar("top_up", (x,), y)
    scene.arrow("more", places[-1] + 14, WIDTH - MARGIN, y)
