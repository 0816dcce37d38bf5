"""How a call comes over HTTP: in the query, as a form, as multipart or as JSON."""

import json
from email import message_from_bytes
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

from tests.botapi.errors import ApiError, BadRequest
from tests.botapi.http import Request
from tests.botapi.spec import Upload

_BODY_LIMIT = 60 << 20  # more than the largest document, so that the method itself refuses that


def parameters(request: Request) -> dict[str, Any]:
    """Return the parameters of a call, not checked yet; files as Upload."""
    if len(request.body) > _BODY_LIMIT:
        raise ApiError(413, "Request Entity Too Large")
    given: dict[str, Any] = {}
    kind = request.kind.partition(";")[0].strip().lower()
    if request.query:
        given |= parse_qsl(request.query, keep_blank_values=True)
    try:
        if kind == "application/json":
            body = json.loads(request.body.decode())
            if not isinstance(body, dict):
                raise BadRequest("can't parse JSON object in the request")
            given |= body
        elif kind == "multipart/form-data":
            given |= _multipart(request)
        elif kind == "application/x-www-form-urlencoded":
            given |= parse_qsl(request.body.decode(), keep_blank_values=True)
    except ValueError:  # no JSON, or no UTF-8
        raise BadRequest("can't parse JSON object in the request") from None
    return _attached(given)


def _multipart(request: Request) -> dict[str, str | Upload]:
    whole = Message()
    whole["Content-Type"] = request.kind
    fields = {}
    for part in (b"\r\n" + request.body).split(f"\r\n--{whole.get_boundary()}".encode())[1:-1]:
        lines, _, content = part.partition(b"\r\n\r\n")
        head = message_from_bytes(lines.lstrip())
        name, file = str(head.get_param("name", header="Content-Disposition")), head.get_filename()
        fields[name] = content.decode() if file is None else Upload(file, content, head.get_content_type())
    return fields


def _attached(given: dict[str, Any]) -> dict[str, Any]:
    """Put each file where "attach://name" refers to it."""
    attached = {
        name: value.removeprefix("attach://")
        for name, value in given.items()
        if isinstance(value, str) and value.startswith("attach://")
    }
    if not attached:
        return given
    for source in attached.values():
        if not isinstance(given.get(source), Upload):
            raise BadRequest(f'file "{source}" isn\'t in the request')
    moved = {name: given[source] for name, source in attached.items()}
    return {name: value for name, value in given.items() if name not in attached.values()} | moved
