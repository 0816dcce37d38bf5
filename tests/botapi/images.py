"""How large a picture is, by its content: a name or a content type proves nothing."""

import struct

_PNG, _JPEG, _GIF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", (b"GIF87a", b"GIF89a")
_START_OF_FRAME = {0xC0, 0xC1, 0xC2}


def dimensions(content: bytes) -> tuple[int, int] | None:
    """Return width and height of a whole PNG, JPEG or GIF picture, or None when it is none."""
    try:
        if content.startswith(_PNG) and content.endswith(b"IEND\xaeB`\x82"):
            width, height = struct.unpack_from(">II", content, 16)
            return width, height
        if content.startswith(_GIF) and content.endswith(b";"):
            width, height = struct.unpack_from("<HH", content, 6)
            return width, height
        if content.startswith(_JPEG) and content.endswith(b"\xff\xd9"):
            return _jpeg(content)
    except struct.error:
        pass
    return None


def _jpeg(content: bytes) -> tuple[int, int] | None:
    """Walk the segments of a JPEG up to the one that holds its size."""
    at = 2
    while at < len(content):
        marker, kind, size = struct.unpack_from(">BBH", content, at)
        if marker != 0xFF:
            return None
        if kind in _START_OF_FRAME:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        at += 2 + size
    return None
