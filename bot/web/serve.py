"""Web servers: the processes in which uvicorn runs an application of `bot.web.app`; `mesoguide web` is one of them."""

from __future__ import annotations

import os
import signal
import socket
import tempfile
from types import FrameType
from typing import NoReturn

import uvicorn

from bot import logs
from bot.app import open_directory, open_store
from bot.background import in_loop
from bot.clinics.directory import NO_CLINICS
from bot.errors import UsageError
from bot.metrics import SHARED
from bot.settings import Settings
from bot.telegram.client.username import username
from dialogs.text import _

GRACE = 15  # seconds that what is in hand gets when a server is stopped


def web(settings: Settings) -> int:
    """Serve the pages of the clinics without the bot, until SIGINT or SIGTERM. Returns the exit status.

    Raises `UsageError` for settings, clinics or a database that cannot be used.
    """
    logs.configure(settings.log_level, *settings.secrets, form=settings.log_format)
    if settings.clinics is None:
        raise UsageError(NO_CLINICS)
    open_directory(settings)
    host, port = settings.web
    check_address(host, port)
    in_loop(_prepared(settings))
    return on_the_web("create_pages", host, port)


async def _prepared(settings: Settings) -> None:
    """What the server could not say in a sentence: a database that is away, a bot whose name nobody knows."""
    async with open_store(settings):
        await username(settings)


def on_the_web(factory: str, host: str, port: int, processes: int = 1) -> int:
    """Let uvicorn start the processes and their web servers; each opens what it serves for itself."""
    # uvicorn raises the signal that stopped it once more when everything has ended
    signal.signal(signal.SIGTERM, _leave)
    with tempfile.TemporaryDirectory(prefix="mesoguide-metrics-") as counts:
        if processes > 1:
            os.environ[SHARED] = counts
        uvicorn.run(
            f"bot.web.app:{factory}",
            factory=True,
            host=host,
            port=port,
            workers=processes,
            lifespan="on",
            ws="none",
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=GRACE,
        )
    return 0


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
