"""How wide words are, so that they can be broken into lines before anything is drawn.

HarfBuzz shapes them, as the typesetter does afterwards: letters of Arabic change with their neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import uharfbuzz

from bot.files.fonts import REGULAR, SEMI_BOLD


def width(words: str, size: float, *, bold: bool = False) -> float:
    """The width of `words` in a font of `size`, in the same unit."""
    font, units = _font(bold=bold)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(words)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    return float(sum(place.x_advance for place in buffer.glyph_positions or ())) * size / units


def lines(words: str, size: float, room: float, *, bold: bool = False) -> Iterator[str]:
    """`words` in lines that fit into `room`, broken at plain spaces only; a word that is wider stands alone."""
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
    return frozenset(_font(bold=False)[0].face.unicodes) & frozenset(_font(bold=True)[0].face.unicodes)


@cache
def _font(*, bold: bool) -> tuple[uharfbuzz.Font, int]:
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(SEMI_BOLD if bold else REGULAR))
    return uharfbuzz.Font(face), face.upem
