"""Typst: turns vectors into pixels, and templates into PDF. Other threads run meanwhile."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from math import ceil
from pathlib import Path
from struct import pack, unpack
from typing import Any, cast

import typst

from bot.files import fonts

CACHED = 16  # pictures of about 80 kB; Telegram keeps what was sent, and many would fragment the memory
PIXELS_PER_INCH = 72  # one per point

_PICTURE = b"""#let data = json(bytes(sys.inputs.data))
#set page(width: data.width * 1pt, height: data.height * 1pt, margin: 0pt)
#image(bytes(data.svg), format: "svg", width: 100%)
"""


def whole_height(width: int, height: int) -> int:
    """The smallest height in pixels, `height` or more, at which a picture of `width` pixels loses no row.

    typst computes a drawing's size in single precision from its aspect, and rounds up. Where that gives one
    pixel too many, it leaves out a row in the middle, right through whatever stands there.
    """
    while True:
        aspect = _single(width / height)
        across = ceil(max(width, _single(aspect * height)))
        if (across, ceil(_single(across / aspect))) == (width, height):
            return height
        height += 1


def _single(number: float) -> float:
    return float(unpack("f", pack("f", number))[0])


@lru_cache(maxsize=CACHED)
def png(svg: str, width: int, height: int) -> bytes:
    """A drawing in SVG as a PNG of `width` by `height` pixels, which `whole_height` allows."""
    data = {"svg": svg, "width": width, "height": height}
    return _compiled(_PICTURE, data, format="png", ppi=PIXELS_PER_INCH)


def pdf(template: Path, data: Mapping[str, Any], made: datetime) -> bytes:
    """A tagged PDF (PDF/UA-1) of `template`, which reads `data` as JSON: nothing in it is ever markup.

    `made` is the moment that the file names. Raises `typst.TypstError` for a template that fails.
    """
    timestamp = made.astimezone(UTC).replace(microsecond=0)  # typst takes nothing finer, and no summer time
    return _compiled(template.read_bytes(), data, format="pdf", pdf_standards="ua-1", timestamp=timestamp)


def _compiled(source: bytes, data: Mapping[str, Any], **options: Any) -> bytes:  # noqa: ANN401  of the library
    compiler = typst.Compiler(root=str(fonts.FOLDER), font_paths=_fonts())
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return cast("bytes", compiler.compile(source, sys_inputs=inputs, **options))


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts.FOLDER)])
