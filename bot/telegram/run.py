"""`mesoguide run`: talk on Telegram until told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
from urllib.parse import urlsplit

from telegram.error import InvalidToken, NetworkError, TelegramError

from bot import logs
from bot.app import erase_idle, open_conversation
from bot.conversation import Conversation
from bot.errors import UsageError
from bot.logs import describe
from bot.settings import Settings
from bot.store import Store
from bot.telegram.application import App, build
from bot.telegram.profile import register
from bot.telegram.updates import ALLOWED
from dialogs.text import _

log = logging.getLogger(__name__)

HOUR = 3600  # seconds between two looks for conversations to erase


async def run(settings: Settings, token: str) -> int:
    """Poll Telegram until SIGINT or SIGTERM; turns in hand end first.

    Raises `UsageError` for a token, a server, a protocol or a database that cannot be used.
    """
    logs.configure(settings.log_level, token)
    async with open_conversation(settings) as conversation:
        application = _build(conversation, token, settings.bot_api_url)
        await _connect(application, settings.bot_api_url)
        beside = [
            asyncio.create_task(_introduce(application)),
            asyncio.create_task(_erase_every_hour(conversation.store)),
        ]
        try:
            await _serve(application)
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await application.shutdown()
    return 0


def _build(conversation: Conversation, token: str, api_url: str) -> App:
    try:
        return build(conversation, token, api_url)
    except InvalidToken:
        raise UsageError(REFUSED) from None


REFUSED = _(
    "Telegram does not accept BOT_TOKEN. Ask @BotFather for the token of your bot and put it into .env."
)


async def _connect(application: App, api_url: str) -> None:
    try:
        await application.initialize()
    except InvalidToken:
        raise UsageError(REFUSED) from None
    except NetworkError:
        host = urlsplit(api_url).hostname or api_url
        raise UsageError(
            _("Telegram cannot be reached at {host}. Is the network there, is BOT_API_URL right?", host=host)
        ) from None


async def _introduce(application: App) -> None:
    """Register commands and descriptions. People are answered meanwhile: it can take long, or fail."""
    try:
        await register(application.bot)
    except TelegramError as error:
        log.warning("commands and descriptions were not registered: %s", describe(error))


async def _serve(application: App) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await application.start()
    if application.updater is None:
        raise RuntimeError("the application was built without an updater")
    await application.updater.start_polling(allowed_updates=ALLOWED, bootstrap_retries=-1)
    log.info("talking as @%s", application.bot.username)
    await stop.wait()
    await application.updater.stop()
    await application.stop()


async def _erase_every_hour(store: Store) -> None:
    while True:
        await asyncio.sleep(HOUR)
        try:
            erased = await erase_idle(store)
        except Exception as error:  # noqa: BLE001  a database that is away for an hour is tried again
            log.error("idle conversations were not erased: %s", describe(error))
        else:
            log.info("erased %d idle conversations", erased)
