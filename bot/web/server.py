"""The web server: the processes in which uvicorn runs an application of this program."""

import os
import signal
import socket
import tempfile
from types import FrameType
from typing import NoReturn

import uvicorn
from starlette.applications import Starlette
from starlette.types import Lifespan

from bot.errors import UsageError
from bot.metrics import SHARED
from dialogs.text import _

GRACE_SECONDS = 15  # that requests in hand get when a server is stopped


def application(lifespan: Lifespan[Starlette]) -> Starlette:
    """An application whose routes `lifespan` adds when what they serve is open; nobody is served before that."""
    app = Starlette(lifespan=lifespan)
    app.router.redirect_slashes = False  # it would lead to whatever host the request names
    return app


def run_server(factory: str, host: str, port: int, processes: int = 1) -> None:
    """Serve until SIGINT or SIGTERM what `factory`, such as "bot.app:create", makes anew in each process."""
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
