"""How wide words are, to break them into lines before anything is drawn.

HarfBuzz shapes them, as it does for the typesetter: Arabic letters change with their neighbours.
"""

from collections.abc import Iterator
from functools import cache

import uharfbuzz

from bot.files.fonts import REGULAR, SEMI_BOLD


def width(words: str, size: float, *, bold: bool = False) -> float:
    """The width of `words` in letters of `size` pixels, in pixels."""
    font = _font(bold=bold)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(words)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    units: int = sum(place.x_advance for place in buffer.glyph_positions or ())
    return float(units * size / font.face.upem)


def lines(words: str, size: float, room: float, *, bold: bool = False) -> Iterator[str]:
    """`words` in lines at most `room` pixels wide, broken at plain spaces only; a wider word has a line of its own."""
    line = ""
    for word in filter(None, words.split(" ")):
        longer = f"{line} {word}" if line else word
        if line and width(longer, size, bold=bold) > room:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line


@cache
def letters() -> frozenset[int]:
    """The code points that the font has, in both weights."""
    return frozenset(_font(bold=False).face.unicodes) & frozenset(_font(bold=True).face.unicodes)


@cache
def _font(*, bold: bool) -> uharfbuzz.Font:
    blob = uharfbuzz.Blob.from_file_path(SEMI_BOLD if bold else REGULAR)
    return uharfbuzz.Font(uharfbuzz.Face(blob))
