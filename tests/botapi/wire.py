"""How a call comes over HTTP: in the query, as a form, as multipart or as JSON."""

import json
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from tests.botapi.errors import ApiError, BadRequest
from tests.botapi.spec import Upload

BODY_LIMIT = 60 << 20  # more than the largest document, so that the method itself refuses that


async def parameters(request: web.Request) -> dict[str, Any]:
    """Return the parameters of a call, not checked yet; files as Upload."""
    given: dict[str, Any] = dict(request.query)
    try:
        if request.content_type == "application/json":
            body = await request.json()
            if not isinstance(body, dict):
                raise BadRequest("can't parse JSON object in the request")
            given |= body
        else:
            form = await request.post()
            given |= {name: _value(field) for name, field in form.items()}
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise BadRequest("can't parse JSON object in the request") from None
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    return _attached(given)


def _value(field: str | bytes | bytearray | FileField) -> str | Upload:
    if isinstance(field, FileField):
        with field.file:
            return Upload(field.filename, field.file.read(), field.content_type)
    return field if isinstance(field, str) else field.decode()


def _attached(given: dict[str, Any]) -> dict[str, Any]:
    """Put each file where "attach://name" refers to it."""
    attached = {
        name: value.removeprefix("attach://")
        for name, value in given.items()
        if isinstance(value, str) and value.startswith("attach://")
    }
    for source in attached.values():
        if not isinstance(given.get(source), Upload):
            raise BadRequest(f'file "{source}" isn\'t in the request')
    moved = {name: given[source] for name, source in attached.items()}
    return {name: value for name, value in given.items() if name not in attached.values()} | moved
