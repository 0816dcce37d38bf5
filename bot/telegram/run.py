"""`mesoguide run`: talk on Telegram until told to stop."""

from __future__ import annotations

import asyncio
import signal

from bot import logs
from bot.background import in_loop
from bot.errors import UsageError
from bot.settings import Settings
from bot.telegram.service import prepare, serve
from bot.web.serve import check_address, on_the_web
from dialogs.text import _

POLLS_ALONE = _("Telegram lets one process poll. Set WEBHOOK_URL to start several, or start one.")


def run(settings: Settings, token: str, processes: int = 1) -> int:
    """Talk until SIGINT or SIGTERM; what is in hand ends first. Returns the exit status.

    Raises `UsageError` for settings, a token, a server, a protocol or a database that cannot be used.
    """
    logs.configure(settings.log_level, *settings.secrets, form=settings.log_format)
    if settings.serves is None:
        if processes > 1:
            raise UsageError(POLLS_ALONE)
        return in_loop(_until_told(settings, token))
    if processes > 1 and settings.webhook_url is None:
        raise UsageError(POLLS_ALONE)
    host, port = settings.serves
    check_address(host, port)
    in_loop(prepare(settings, token, processes))
    return on_the_web("create", host, port, processes)


async def _until_told(settings: Settings, token: str) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with serve(settings, token):
        await stop.wait()
    return 0
