"""Web servers: the application of one process, and the processes in which uvicorn runs it."""

from __future__ import annotations

import os
import signal
import socket
import tempfile
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route
from starlette.types import Lifespan

from bot.errors import UsageError
from bot.metrics import SHARED
from bot.web.health import alive, metrics, ready
from dialogs.text import _

GRACE_SECONDS = 15  # that what is in hand gets when a server is stopped


def application(routes: Sequence[BaseRoute], lifespan: Lifespan[Starlette]) -> Starlette:
    """What every web server of the program has, and `routes`. `lifespan` yields the `health` that is asked."""
    tools = [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", metrics)]
    app = Starlette(routes=[*tools, *routes], lifespan=lifespan)
    app.router.redirect_slashes = False  # it would lead to whatever host the request names
    return app


def serve(factory: str, host: str, port: int, processes: int = 1) -> None:
    """Let uvicorn start the processes and their web servers; each opens what it serves for itself.

    `factory`: what makes the application, such as "bot.app:create".
    """
    # uvicorn raises the signal that stopped it once more when everything has ended
    signal.signal(signal.SIGTERM, _leave)
    with tempfile.TemporaryDirectory(prefix="mesoguide-metrics-") as counts:
        if processes > 1:
            os.environ[SHARED] = counts
        uvicorn.run(
            factory,
            factory=True,
            host=host,
            port=port,
            workers=processes,
            lifespan="on",
            ws="none",
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def check_address(host: str, port: int) -> None:
    """Raises `UsageError` where a web server cannot listen there."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else type(error).__name__
        raise UsageError(
            _("LISTEN: {host}:{port} cannot be used: {why}.", host=host, port=str(port), why=why)
        ) from None
