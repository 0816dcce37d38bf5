"""The parameters of a call, however a library sends them: as JSON, as a form or as multipart."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

_NAME = re.compile(rb'\bname="?([^";]+)')
_IS_FILE = re.compile(rb"\bfilename\*?=")


def parameters(kind: str, body: bytes) -> dict[str, Any]:
    """What a body of the Content-Type `kind` holds. Forms hold texts, JSON holds values, files are bytes."""
    if not body:
        return {}
    if kind.startswith("application/json"):
        found: dict[str, Any] = json.loads(body)
        return found
    if kind.startswith("multipart/"):
        return _multipart(kind.partition("boundary=")[2].strip('"').encode(), body)
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


def _multipart(boundary: bytes, body: bytes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        if name := _NAME.search(head):
            value = content.removesuffix(b"\r\n")
            found[name[1].decode()] = value if _IS_FILE.search(head) else value.decode()
    return found


def markup(parameter: str | dict[str, Any]) -> str:
    """A `reply_markup` as JSON text."""
    return parameter if isinstance(parameter, str) else json.dumps(parameter)
