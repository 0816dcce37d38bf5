"""QR codes of addresses: dark on white in any theme, with the quiet zone that scanners look for."""

from __future__ import annotations

from html import escape
from io import BytesIO
from itertools import groupby

import segno

DARK, LIGHT = "#000", "#fff"
QUIET = 4  # modules around the code, as ISO/IEC 18004 asks for
LEVEL = "m"  # corrects 15 % at least; a higher level where it costs no room
USUAL = 2  # the pattern that suits addresses most often; trying all eight takes most of the time
MODULE = 8  # pixels of a drawing that nobody scales; a phone reads it from a hand's breadth
PRINTED = 20  # pixels of a module in a file: sharp on 4 cm at 300 dots an inch


def svg(address: str, alternative: str = "", *, quick: bool = False) -> str:
    """The code of `address` as one `<svg>` element, with no XML declaration: for a page or a file of its own.

    `alternative` says it for those who cannot see it; empty: it is left out for them. `quick`: in a fifth of
    the time, where somebody waits for it.
    """
    code = segno.make_qr(address, error=LEVEL, mask=USUAL if quick else None)
    rows = [[*row] for row in code.matrix_iter(border=QUIET)]
    side = len(rows)
    path = "".join(_run(x, y, length) for y, row in enumerate(rows) for x, length in _dark(row))
    said = f'role="img" aria-label="{escape(alternative)}"' if alternative else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side * MODULE}" height="{side * MODULE}"'
        f' viewBox="0 0 {side} {side}" shape-rendering="crispEdges" {said}>'
        f'<rect width="{side}" height="{side}" fill="{LIGHT}"/><path d="{path}" fill="{DARK}"/></svg>'
    )


def png(address: str, module: int = PRINTED) -> bytes:
    """The code of `address` as a picture in black and white, each module `module` pixels wide."""
    written = BytesIO()
    segno.make_qr(address, error=LEVEL).save(
        written, kind="png", scale=module, border=QUIET, dark=DARK, light=LIGHT
    )
    return written.getvalue()


def _dark(row: list[int]) -> list[tuple[int, int]]:
    """Where dark modules begin in a row, and how many stand beside each other."""
    found, x = [], 0
    for dark, run in groupby(row):
        length = sum(1 for _module in run)
        if dark:
            found.append((x, length))
        x += length
    return found


def _run(x: int, y: int, length: int) -> str:
    return f"M{x} {y}h{length}v1h-{length}z"
