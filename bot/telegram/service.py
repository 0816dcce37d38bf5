"""The bot at work: what is done once for all processes, and what each of them runs."""

import asyncio
import gc
import multiprocessing
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import NamedTuple

import structlog
from telegram.error import TelegramError

from bot.background import Work, background_tasks, run_forever
from bot.conversation import Conversation
from bot.errors import UsageError
from bot.files import pending
from bot.locale import date_parser
from bot.settings import Settings
from bot.store import Store
from bot.telegram.channel import Channel
from bot.telegram.client.api import Api
from bot.telegram.client.connection import connected
from bot.telegram.client.retry import with_retries
from bot.telegram.dispatcher import Dispatcher
from bot.telegram.polling import Poller
from bot.telegram.profile import register
from bot.telegram.updates import ALLOWED
from bot.telegram.webhook import webhook_secret
from dialogs.text import _

log = structlog.get_logger(__name__)

ERASE_EVERY = 3600  # seconds
WARM_UP_AFTER = 3  # seconds: right after a start, people come first
WEBHOOK_SECONDS = 3.0  # to try saving before Telegram is asked to deliver again
SWITCH_SECONDS = 0.001  # after which a thread that draws lets the conversation go on
GRACE_SECONDS = 10.0  # that turns and replies in hand get when the bot is stopped

NOT_SHARED = _(
    "Several processes cannot share an SQLite database. Point DATABASE_URL at PostgreSQL, or start one process."
)


class Service(NamedTuple):
    """The bot at work. `poller` is None where updates have to be brought to the dispatcher."""

    dispatcher: Dispatcher
    poller: Poller | None


@asynccontextmanager
async def serve(conversation: Conversation, settings: Settings, token: str) -> AsyncIterator[Service]:
    """Answer people while the block lasts; at its end, turns and replies in hand are finished first.

    With a `webhook_url`, updates have to be brought to the dispatcher; without one they are polled.
    Raises `UsageError` for a token or a server that cannot be used.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    async with connected(settings, token) as api:
        dispatcher = Dispatcher(Channel(conversation, api), WEBHOOK_SECONDS if settings.webhook_url else None)
        poller = None if settings.webhook_url else Poller(dispatcher)
        stop = asyncio.Event()
        works: list[Work] = [
            partial(_erase_idle, conversation.store),
            partial(_warm_up, conversation.languages),
            conversation.clinics.watch,
            partial(conversation.tally.flush_forever, conversation.store.counts),
            dispatcher.watch,
            dispatcher.keep_debts,
        ]
        # Of several processes, the one that started them has already done this
        if multiprocessing.parent_process() is None:
            works.append(partial(introduce, api))
        polling = []
        if poller:
            await with_retries(api.delete_webhook)
            polling.append(asyncio.create_task(run_forever(partial(poller.poll, stop))))
        # Modules and catalogues stay for ever: the collector need not walk through them again and again
        gc.collect()
        gc.freeze()
        log.info("talking", username=api.username, by="webhook" if settings.webhook_url else "polling")
        try:
            async with background_tasks(*works):
                yield Service(dispatcher, poller)
        finally:
            stop.set()
            if polling:
                await asyncio.wait(polling, timeout=GRACE_SECONDS)
            await dispatcher.drain(GRACE_SECONDS)
            await asyncio.gather(*polling, return_exceptions=True)
            log.info("stopped")


async def prepare(conversation: Conversation, settings: Settings, token: str, processes: int) -> None:
    """Do once what every process would do: set the webhook, and for several introduce the bot.

    Raises `UsageError` for a token, a server or a webhook that cannot be used, or for several processes on SQLite.
    """
    async with connected(settings, token) as api:
        if processes > 1 and not conversation.store.shared:
            raise UsageError(NOT_SHARED)
        if settings.webhook_url:
            await _set_webhook(api, settings.webhook_url, token)
        if processes > 1:
            await introduce(api)


async def _set_webhook(api: Api, url: str, token: str) -> None:
    try:
        await with_retries(
            api.set_webhook, url, secret_token=webhook_secret(token), allowed_updates=ALLOWED, max_connections=100
        )
    except TelegramError as error:
        raise UsageError(_("Telegram does not take WEBHOOK_URL: {why}", why=str(error))) from None


async def introduce(api: Api) -> None:
    """Register commands and descriptions. People are answered all the same if it takes long, or fails."""
    try:
        await register(api)
    except TelegramError as error:
        log.warning("commands and descriptions were not registered", error=error)


async def _erase_idle(store: Store) -> None:
    """Erase what people were promised to have erased, every hour."""
    while True:
        await asyncio.sleep(ERASE_EVERY)
        log.info("erased idle conversations", conversations=await store.erase_idle())


async def _warm_up(languages: tuple[str, ...]) -> None:
    """Load what nobody's turn should wait for, once the rush of a start is over."""
    await asyncio.sleep(WARM_UP_AFTER)
    await asyncio.to_thread(date_parser.warm_up, languages)
    await asyncio.to_thread(pending.warm_up)
