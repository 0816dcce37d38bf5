"""The addresses of the Bot API: a token and a method in, JSON out.

Parameters come in the query, as a form, as multipart or as JSON.
"""

import json
import re
from collections.abc import Awaitable, Callable
from email import message_from_bytes
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

from tests.botapi.errors import ApiError, BadRequest, NotFound, Unauthorized
from tests.botapi.http import Request, Response, Serve
from tests.botapi.objects import Json
from tests.botapi.spec import Upload

Take = Callable[[str, Json], Awaitable[Any]]
"""Does one call of a bot: its method and its parameters."""

_encode = json.JSONEncoder(check_circular=False, separators=(",", ":")).encode
_ADDRESS = re.compile(r"/bot(\d+:[\w-]+)/(\w+)", re.ASCII)
_BODY_LIMIT = 60 << 20  # more than the largest document, so that the method itself refuses that


def front(find: Callable[[str], Take | None]) -> Serve:
    """Return what answers requests; `find` tells who takes the calls of a token, if anybody does."""

    async def serve(request: Request) -> Response:
        try:
            address = _ADDRESS.fullmatch(request.path)
            if address is None or request.method not in ("GET", "POST"):
                raise NotFound
            take = find(address[1])
            if take is None:
                raise Unauthorized
            result = await take(address[2], _parameters(request))
        except ApiError as error:
            return Response(error.body, error.code, error.content_type)
        return Response(_encode({"ok": True, "result": result}))

    return serve


def _parameters(request: Request) -> Json:
    """Return the parameters of a call, not checked yet; files as Upload."""
    if len(request.body) > _BODY_LIMIT:
        raise ApiError(413, "Request Entity Too Large")
    given: Json = {}
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


def _attached(given: Json) -> Json:
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
