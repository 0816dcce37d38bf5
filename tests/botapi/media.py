"""The methods that send a file."""

import struct

from tests.botapi import entities
from tests.botapi.errors import BadRequest
from tests.botapi.messages import send
from tests.botapi.objects import Json
from tests.botapi.spec import Upload
from tests.botapi.state import Telegram

_PNG, _JPEG, _GIF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", (b"GIF87a", b"GIF89a")
_START_OF_FRAME = {0xC0, 0xC1, 0xC2}
_PHOTO_LIMIT, _DOCUMENT_LIMIT = 10 << 20, 50 << 20


def send_photo(
    telegram: Telegram,
    chat_id: int | str,
    photo: Upload | str,
    caption: str = "",
    parse_mode: str | None = None,
    reply_parameters: Json | None = None,
    reply_markup: Json | None = None,
) -> Json:
    """A picture, judged by its content."""
    content = _caption(caption, parse_mode)
    file = _file(telegram, photo, _PHOTO_LIMIT, "photo")
    size = _dimensions(file.content)
    if size is None:
        raise BadRequest("IMAGE_PROCESS_FAILED")
    width, height = size
    if not width or not height or width + height > 10_000 or max(size) > 20 * min(size):
        raise BadRequest("PHOTO_INVALID_DIMENSIONS")
    content["photo"] = [{**telegram.keep(file), "width": width, "height": height}]
    return send(telegram, chat_id, content, caption if parse_mode else "", reply_parameters, reply_markup, file)


def send_document(
    telegram: Telegram,
    chat_id: int | str,
    document: Upload | str,
    caption: str = "",
    parse_mode: str | None = None,
    reply_parameters: Json | None = None,
    reply_markup: Json | None = None,
) -> Json:
    """A file of any kind."""
    content = _caption(caption, parse_mode)
    file = _file(telegram, document, _DOCUMENT_LIMIT, "document")
    content["document"] = {**telegram.keep(file), "file_name": file.name, "mime_type": file.mime_type}
    return send(telegram, chat_id, content, caption if parse_mode else "", reply_parameters, reply_markup, file)


def _caption(caption: str, parse_mode: str | None) -> Json:
    plain, found = entities.parse(caption, parse_mode)
    if entities.length(plain) > 1024:
        raise BadRequest("message caption is too long")
    content: Json = {"caption": plain} if plain else {}
    return {**content, "caption_entities": found} if found else content


def _file(telegram: Telegram, file: Upload | str, limit: int, kind: str) -> Upload:
    if isinstance(file, str):
        if file not in telegram.files:
            raise BadRequest("wrong file identifier/HTTP URL specified")
        return telegram.files[file]
    size = len(file.content)
    if not size:
        raise BadRequest("file must be non-empty")
    if size > limit:
        too_big = f"file of size {size} bytes is too big for a {kind}"
        raise BadRequest(f"{too_big}; the maximum size is {limit} bytes")
    return file


def _dimensions(content: bytes) -> tuple[int, int] | None:
    """Return width and height of a whole PNG, JPEG or GIF picture, or None when it is none.

    Its content tells: a name or a content type proves nothing.
    """
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
