"""QR codes of addresses: dark on white in any theme, with the quiet zone that scanners look for."""

import re
from html import escape
from io import BytesIO

import segno

DARK, LIGHT = "#000", "#fff"
QUIET = 4  # modules of margin, as ISO/IEC 18004 asks for
LEVEL = "m"  # corrects 15 % at least; a higher level where that needs no more modules
MASK = 2  # the mask that suits addresses most often; trying all eight takes most of the time
MODULE = 8  # pixels of a module in a drawing that is not scaled; a phone reads it from 20 cm
PRINTED = 20  # pixels of a module in a file: sharp on 4 cm at 300 dots per inch


def svg(address: str, alternative: str = "", *, quick: bool = False) -> str:
    """The code of `address` as one `<svg>` element, without an XML declaration: for a page or for a file.

    `alternative` is read to those who cannot see it; where it is empty, they are told nothing. `quick` takes a
    fifth of the time, for somebody who waits. Raises `ValueError` for an address that no code can hold.
    """
    code = segno.make_qr(address, error=LEVEL, mask=MASK if quick else None)
    rows = [bytes(row) for row in code.matrix_iter(border=QUIET)]
    side = len(rows)
    runs = ((y, *run.span()) for y, row in enumerate(rows) for run in re.finditer(b"\x01+", row))
    path = "".join(f"M{start} {y}h{end - start}v1h-{end - start}z" for y, start, end in runs)
    said = f'role="img" aria-label="{escape(alternative)}"' if alternative else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side * MODULE}" height="{side * MODULE}"'
        f' viewBox="0 0 {side} {side}" shape-rendering="crispEdges" {said}>'
        f'<rect width="{side}" height="{side}" fill="{LIGHT}"/><path d="{path}" fill="{DARK}"/></svg>'
    )


def png(address: str, module: int = PRINTED) -> bytes:
    """The code of `address` as a picture in black and white, each module `module` pixels wide."""
    written = BytesIO()
    segno.make_qr(address, error=LEVEL).save(written, kind="png", scale=module, border=QUIET, dark=DARK, light=LIGHT)
    return written.getvalue()
