"""The addresses of the Bot API: a token and a method in, JSON out."""

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from tests.botapi import wire
from tests.botapi.errors import ApiError, NotFound, Unauthorized
from tests.botapi.http import Request, Response, Serve
from tests.botapi.objects import Json

Take = Callable[[str, Json], Awaitable[Any]]
"""Does one call of a bot: its method and its parameters."""

_encode = json.JSONEncoder(check_circular=False, separators=(",", ":")).encode
_ADDRESS = re.compile(r"/bot(\d+:[\w-]+)/(\w+)", re.ASCII)


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
            result = await take(address[2], wire.parameters(request))
        except ApiError as error:
            return Response(error.body, error.code, error.content_type)
        return Response(_encode({"ok": True, "result": result}))

    return serve
