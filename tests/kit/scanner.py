"""A phone's camera: codes read back from files, as they look on a screen or on paper."""

import struct
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import typst
import zxingcpp

MILLIMETRES = 210  # width of the paper on which a file is looked at
DOTS = 72  # an inch: far fewer than any printer has
CHANNELS = 4  # red, green, blue, and how opaque


def _qr_codes() -> zxingcpp.BarcodeFormats:
    """Made anew each time: the library complains at the end about whatever of its own is still there."""
    return zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


class Code(NamedTuple):
    """What a code says, and how wide it is without its quiet zone, as a part of the picture's width."""

    text: str
    width: float


class Look(NamedTuple):
    """A picture (PNG, SVG) or the first page of a PDF in black and white, row by row."""

    wide: int
    high: int
    pixels: bytes

    @property
    def codes(self) -> list[Code]:
        """The codes on it."""
        buffer = memoryview(self.pixels).cast("B", (self.high, self.wide))
        found = zxingcpp.read_barcodes(buffer, formats=_qr_codes())
        return [Code(code.text, _width(code.position) / self.wide) for code in found]

    def is_white_around(self, part: float) -> bool:
        """Whether nothing stands at its edges, as far as `part` of its width."""
        edge = int(part * self.wide)
        rows = [self.pixels[y * self.wide : (y + 1) * self.wide] for y in range(self.high)]
        edges = [*rows[:edge], *rows[-edge:], *(row[:edge] + row[-edge:] for row in rows)]
        return set(b"".join(edges)) == {255}


def look_at(file: Path) -> Look:
    """How a file looks on white paper."""
    wide, pixels = _grey(_printed(file))
    return Look(wide, len(pixels) // wide, pixels)


def look_at_pdf(content: bytes) -> Look:
    """The same for a PDF that was not written anywhere."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "file.pdf"
        file.write_bytes(content)
        return look_at(file)


def _width(position: zxingcpp.Position) -> float:
    return float(abs(position.top_right.x - position.top_left.x))


def _printed(file: Path) -> bytes:
    paper = f"#set page(width: {MILLIMETRES}mm, height: auto, margin: 0pt)\n"
    source = f'{paper}#image("{file.name}", width: 100%)'
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
    png = typst.Compiler(root=str(file.parent), font_paths=fonts).compile(source.encode(), format="png", ppi=DOTS)
    assert isinstance(png, bytes), "it is one page"
    return png


def _grey(png: bytes) -> tuple[int, bytes]:
    """Width and pixels of a PNG in black and white: its red, undone as the PNG specification says."""
    wide, high, depth, kind = struct.unpack_from(">IIBB", png, 16)
    assert (depth, kind) == (8, 6), "eight bits for each of four channels"
    raw, length, pixels = zlib.decompress(packed(png)), wide * CHANNELS + 1, bytearray()
    above = bytearray(wide)
    for start in range(0, high * length, length):
        line = bytearray(raw[start + 1 : start + length : CHANNELS])
        above = _undone(raw[start], line, above)
        pixels += above
    return wide, bytes(pixels)


def packed(png: bytes) -> bytes:
    """The compressed lines of a picture."""
    place, found = 8, b""
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        if png[place + 4 : place + 8] == b"IDAT":
            found += png[place + 8 : place + 8 + length]
        place += length + 12
    return found


def _undone(filtered_by: int, line: bytearray, above: bytearray) -> bytearray:
    if filtered_by == 0 or (filtered_by == 1 and not any(line)):
        return line
    if filtered_by in (2, 4) and not any(line) and len(set(above)) == 1:
        return above
    left = corner = 0
    for x, up in enumerate(above):
        expected = _nearest(left, up, corner) if filtered_by == 4 else (0, left, up, (left + up) // 2)[filtered_by]
        line[x] = left = (line[x] + expected) & 255
        corner = up
    return line


def _nearest(left: int, up: int, corner: int) -> int:
    """The neighbour that is nearest to what the three let expect."""
    far_left, far_up, far_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
    if far_left <= far_up and far_left <= far_corner:
        return left
    return up if far_up <= far_corner else corner
