"""Pictures as people see them: read back from SVG, with the room that every word and bar takes."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from babel import Locale

from bot.files import picture
from bot.files.measure import width
from bot.locale.translator import Translator, translator
from bot.render import show
from dialogs.attachments import Picture
from dialogs.cards.answer.picture import picture as picture_card
from dialogs.planning.planner import Plan
from dialogs.questions.step import Answers
from tests.kit import people
from tests.kit.answers import BODY, FACE, Said
from tests.kit.pseudo import PSEUDO

SVG = "{http://www.w3.org/2000/svg}"
START = date(2026, 12, 31)
LANGUAGES: Mapping[str, Translator] = {"en": translator("en"), "ru": translator("ru"), "pseudo": PSEUDO}
ISOLATES = re.compile("[\N{WORD JOINER}\N{LEFT-TO-RIGHT ISOLATE}-\N{POP DIRECTIONAL ISOLATE}]")  # nobody sees them


class Mirrored(Translator):
    """English, as if it were written from right to left."""

    @property
    def right_to_left(self) -> bool:
        return True


MIRRORED = Mirrored(Locale("en"), gettext.NullTranslations())


class Outside(gettext.NullTranslations):
    """A catalogue that says the same to everything: whatever somebody got into it."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words

    def gettext(self, message: str) -> str:
        return self.words

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.words

    def pgettext(self, context: str, message: str) -> str:
        return self.words

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return self.words


# --- people --------------------------------------------------------------------------------------


class Person(NamedTuple):
    """Somebody's answers and their numbers."""

    answers: Answers
    plan: Plan


def person(said: Said) -> Person:
    return Person(people.counted(said), people.plan_of(said))


@cache
def every_kind() -> tuple[Person, ...]:
    """One person for each set of ranges that can be shown, whoever they are and however they live."""
    found: dict[Any, Said] = {}
    for profile in (*people.plain_profiles(), *_ends_and_responses()):
        for habits in ((), *_habits(profile)):
            now = people.outcome(profile, habits)
            if isinstance(now, Plan):
                ranges = (*now[:9], now.maintenance_inferred, now.maintenance_end)
                found.setdefault(ranges, people.said_by(profile, habits))
    return tuple(map(person, found.values()))


def _ends_and_responses() -> Iterator[tuple[Any, ...]]:
    """Of those who refined their answers, the ones whose skin and age move nothing by themselves."""
    yield from (
        profile for profile in people.refined_profiles() if profile[3] in ("normal", "dry") and profile[5] == "30_44"
    )


def _habits(profile: tuple[Any, ...]) -> tuple[tuple[str, ...], ...]:
    plain = profile == people.changed(profile, skin_type="normal", age="30_44")
    return tuple((habit,) for habit in people.HABITS) if plain else ()


FULLEST: Said = {
    **BODY,
    "area": "several_body_areas",
    "severity": "severe",
    "skin_type": "sensitive",
    "firmness": "loose",
    "age": "60_plus",
    "lifestyle": people.HABITS,
    "health": people.ASK_FIRST,
}
IRRITATED: Said = {**FACE, "stage": "in_course", "response": "irritated"}


@cache
def everybody() -> tuple[Person, ...]:
    """A third of all ranges, every condition to ask about first, and who has the most to read."""
    others: list[Said] = [FULLEST, IRRITATED, {**FACE, "stage": "finished"}]
    for plain in (FACE, BODY):
        others += [{**plain, "health": (condition,)} for condition in people.ASK_FIRST]
        others += [{**plain, "health": pair} for pair in (("isotretinoin", "cold_sores"), ("keloid", "diabetes"))]
    others += [{**BODY, "area": area} for area in ("back_of_thighs", "several_body_areas")]
    return (*every_kind()[::3], *map(person, others))


def can_start(one: Person) -> bool:
    """Whether they can choose a day: their course lies ahead of them."""
    return one.answers.get("stage") not in ("in_course", "finished")


def starts(one: Person) -> tuple[date | None, ...]:
    return (None, START) if can_start(one) else (None,)


# --- what is on paper ----------------------------------------------------------------------------


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Words:
    """One line of words."""

    words: str
    raw: str
    y: float
    box: Box
    bold: bool
    colour: str


@dataclass(frozen=True, slots=True)
class Line:
    """A session, a point in time or an maintenance: from `left` to `right`, with marks of a shape at its ends."""

    kind: str
    y: float
    left: float
    right: float
    shapes: tuple[str, ...]
    thick: float
    dashed: bool
    hollow: bool
    stroke: str
    fill: str

    @property
    def box(self) -> Box:
        reach = 10.5 if self.shapes else self.thick / 2
        return Box(self.left - reach, self.y - reach, self.right + reach, self.y + reach)


@dataclass(frozen=True, slots=True)
class Arrow:
    """A dotted line that goes on to its tip."""

    tail: float
    tip: float
    y: float
    points_right: bool
    dotted: bool

    @property
    def box(self) -> Box:
        return Box(min(self.tail, self.tip), self.y - 12, max(self.tail, self.tip), self.y + 12)


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole picture."""

    width: float
    height: float
    language: str
    alternative: str
    paper: str
    words: tuple[Words, ...]
    lines: tuple[Line, ...]
    arrows: tuple[Arrow, ...]
    marks: tuple[float, ...]
    marks_from: float
    marks_to: float

    @property
    def text(self) -> str:
        """All words, as somebody reads them from top to bottom."""
        return " ".join(each.words for each in self.words)

    @property
    def sessions(self) -> tuple[Line, ...]:
        """The lines of the sessions, the first one first."""
        return tuple(line for line in self.lines if line.kind in ("certain", "possible"))

    @property
    def points(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.kind == "point")

    def beside(self, line: Line | Arrow) -> tuple[Words, ...]:
        """The words in the row of a line."""
        return tuple(each for each in self.words if abs(each.y - 9 - line.y) < 0.2)

    def overlaps(self) -> Iterator[str]:
        """Whatever leaves the picture or runs into something else."""
        things: list[tuple[str, Box]] = [(repr(each.words), each.box) for each in self.words]
        things += [(f"a line ({line.kind})", line.box) for line in self.lines if line.kind != "between"]
        things += [("an arrow", arrow.box) for arrow in self.arrows]
        for name, box in things:
            if box.left < 0 or box.top < 0 or box.right > self.width or box.bottom > self.height:
                yield f"{name} leaves the picture: {box}"
        for (one, here), (other, there) in combinations(things, 2):
            if here.touches(there) and not {one, other} <= {"an arrow", "a line (certain)", "a line (point)"}:
                yield f"{one} runs into {other}: {here}, {there}"
        for x in self.marks:
            grid = Box(x - 1, self.marks_from, x + 1, self.marks_to)
            yield from (
                f"a mark of the scale runs through {each.words!r}" for each in self.words if grid.touches(each.box)
            )


def drawing(svg: str) -> Drawing:
    """Read a picture. What is no XML, or no part of the template, fails here."""
    root = ET.fromstring(svg)
    grid = [line for line in root.findall(f"{SVG}line") if line.get("x1") == line.get("x2")]
    groups = root.findall(f"{SVG}g")
    return Drawing(
        width=_number(root, "width"),
        height=_number(root, "height"),
        language=root.get("{http://www.w3.org/XML/1998/namespace}lang", ""),
        alternative=root.get("aria-label", ""),
        paper=root.findall(f"{SVG}rect")[0].get("fill", ""),
        words=tuple(map(_words, root.findall(f"{SVG}text"))),
        lines=tuple(_line(group) for group in groups if group.get("class") != "arrow"),
        arrows=tuple(_arrow(group) for group in groups if group.get("class") == "arrow"),
        marks=tuple(_number(line, "x1") for line in grid),
        marks_from=min((_number(line, "y1") for line in grid), default=0),
        marks_to=max((_number(line, "y2") for line in grid), default=0),
    )


def _words(node: ET.Element) -> Words:
    raw = node.text or ""
    words, size, bold = ISOLATES.sub("", raw), _number(node, "font-size"), node.get("font-weight") == "600"
    room, x, y = width(words, size, bold=bold), _number(node, "x"), _number(node, "y")
    left = {"start": x, "middle": x - room / 2, "end": x - room}[node.get("text-anchor", "start")]
    box = Box(left, y - 0.75 * size, left + room, y + 0.22 * size)
    return Words(words, raw, y, box, bold, node.get("fill", ""))


def _line(group: ET.Element) -> Line:
    circles = [(_number(c, "cx"), _number(c, "cy")) for c in group.findall(f"{SVG}circle")]
    diamonds = [tuple(map(float, p.get("d", "").split()[1:3])) for p in group.findall(f"{SVG}path")]
    stroke, fill = group.get("stroke", ""), group.get("fill", "")
    ends = [*circles, *((x + 11, y) for x, y in diamonds)]
    thick, dashed = 0.0, False
    for line in group.findall(f"{SVG}line"):
        ends += [(_number(line, "x1"), _number(line, "y1")), (_number(line, "x2"), _number(line, "y2"))]
        thick, dashed = _number(line, "stroke-width"), "stroke-dasharray" in line.attrib
    for rect in group.findall(f"{SVG}rect"):
        x, middle = _number(rect, "x"), _number(rect, "y") + _number(rect, "height") / 2
        ends += [(x, middle), (x + _number(rect, "width"), middle)]
        thick, dashed = _number(rect, "height"), "stroke-dasharray" in rect.attrib
    heights = {round(y, 2) for _x, y in ends}
    assert len(heights) == 1, f"a line is not level: {heights}"
    return Line(
        kind=group.get("class", ""),
        y=heights.pop(),
        left=min(x for x, _y in ends),
        right=max(x for x, _y in ends),
        shapes=(*("circle" for _ in circles), *("diamond" for _ in diamonds)),
        thick=thick,
        dashed=dashed,
        hollow=fill != stroke,
        stroke=stroke,
        fill=fill,
    )


def _arrow(group: ET.Element) -> Arrow:
    line, head = group.findall(f"{SVG}line")[0], group.findall(f"{SVG}path")[0]
    wing, tip = (float(place) for place in re.findall(r"[ML] ([-\d.]+)", head.get("d", ""))[:2])
    assert tip == _number(line, "x2"), "an arrow's tip is not at its end"
    return Arrow(
        tail=_number(line, "x1"),
        tip=tip,
        y=_number(line, "y1"),
        points_right=wing < tip,
        dotted="stroke-dasharray" in line.attrib,
    )


def _number(node: ET.Element, name: str) -> float:
    return float(node.get(name, "0"))


# --- drawing -------------------------------------------------------------------------------------


def caption(one: Person, words: Translator, start: date | None = None) -> str:
    """What stands under the picture."""
    return show(picture_card(Picture(*one, start)), words).text


def flat(words: str) -> str:
    """`words` with plain spaces: Babel writes thin ones, and no eye tells."""
    return " ".join(ISOLATES.sub("", words).split())


def vectors(one: Person, words: Translator, start: date | None = None) -> str:
    return picture.svg(Picture(*one, start), words)


@cache
def _seen(one: int, language: str, start: date | None) -> Drawing:
    words = MIRRORED if language == "mirrored" else LANGUAGES[language]
    return drawing(vectors(everybody()[one], words, start))


def gallery(language: str, *, dated: bool) -> Iterator[tuple[Person, Drawing]]:
    """Everybody's picture, drawn once."""
    for number, one in enumerate(everybody()):
        start = START if dated else None
        if start in starts(one):
            yield one, _seen(number, language, start)
