"""What the picture of a course consists of, in pixels: `bot.files.layout` places it, `timeline.svg` draws it."""

from dataclasses import dataclass, field
from typing import Literal

WIDTH, MARGIN = 720, 36
WORDS, SMALL = 25, 23  # sizes; a phone shows the picture at about half of them
HOLLOW = ("possible", "top_up")

# A drawing has no direction of writing, so each line of words has to say its own
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
    """Something that goes on: a dotted line whose tip points to the right if `forward` is 1, to the left if -1."""

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
        """Pixels from the left for `x` pixels from the side where reading begins."""
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
        """Put a mark at each of `ends`, and a line between the outer ones."""
        places = tuple(sorted({self.across(x) for x in ends}))
        self.bars.append(Bar(kind, places[0], places[-1], round(y, 1), places, kind in HOLLOW, dashed))

    def arrow(self, kind: str, tail: float, tip: float, y: float) -> None:
        """Put a dotted arrow from `tail` to `tip`."""
        forward = -1 if self.mirrored else 1
        self.arrows.append(Arrow(kind, self.across(tail), self.across(tip), round(y, 1), forward))
