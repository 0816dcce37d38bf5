"""`mesoguide run`: talk on Telegram until told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Coroutine
from types import FrameType
from typing import Any, NoReturn, TypeVar

import uvicorn

from bot import logs
from bot.app import open_directory
from bot.clinics.choose import NO_CLINICS
from bot.errors import UsageError
from bot.metrics import SHARED
from bot.settings import Settings
from bot.telegram.service import prepare, serve
from bot.telegram.username import username
from dialogs.text import _

T = TypeVar("T")

GRACE = 15  # seconds that deliveries in hand get when the bot is stopped

POLLS_ALONE = _("Telegram lets one process poll. Set WEBHOOK_URL to start several, or start one.")


def run(settings: Settings, token: str, processes: int = 1) -> int:
    """Talk until SIGINT or SIGTERM; what is in hand ends first. Returns the exit status.

    Raises `UsageError` for settings, a token, a server, a protocol or a database that cannot be used.
    """
    logs.configure(settings.log_level, *settings.secrets, form=settings.log_format)
    if settings.serves is None:
        if processes > 1:
            raise UsageError(POLLS_ALONE)
        return _in_loop(_until_told(settings, token))
    if processes > 1 and settings.webhook_url is None:
        raise UsageError(POLLS_ALONE)
    host, port = settings.serves
    _check_address(host, port)
    _in_loop(prepare(settings, token, processes))
    return _on_the_web("create", host, port, processes)


def web(settings: Settings) -> int:
    """Serve the pages of the clinics without the bot, until SIGINT or SIGTERM. Returns the exit status.

    Raises `UsageError` for settings, clinics or a database that cannot be used.
    """
    logs.configure(settings.log_level, *settings.secrets, form=settings.log_format)
    if settings.clinics is None:
        raise UsageError(NO_CLINICS)
    open_directory(settings)
    host, port = settings.web
    _check_address(host, port)
    _in_loop(username(settings))
    return _on_the_web("create_pages", host, port, 1)


async def _until_told(settings: Settings, token: str) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with serve(settings, token):
        await stop.wait()
    return 0


def _on_the_web(factory: str, host: str, port: int, processes: int) -> int:
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


def _check_address(host: str, port: int) -> None:
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else type(error).__name__
        raise UsageError(
            _("LISTEN: {host}:{port} cannot be used: {why}.", host=host, port=str(port), why=why)
        ) from None


def _in_loop(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end, on the faster loop where the platform has it."""
    if sys.platform == "win32":
        return asyncio.run(work)
    import uvloop

    return uvloop.run(work)
