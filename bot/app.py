"""The composition root: the only place where settings, store, conversation and channels meet.

What a command does not need is imported by the function that needs it, so that each starts fast.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot import logs, store
from bot.background import background_tasks, discreet, run_in_loop
from bot.clinics.directory import NO_CLINICS, Directory
from bot.conversation import Conversation
from bot.errors import UsageError
from bot.guide import read_guide
from bot.settings import Settings
from bot.store import Store, StoreError
from dialogs.guide import Retention
from dialogs.text import _

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from bot.telegram.service import Service

DAYS_A_MONTH = 365 / 12
MAX_LOGGED_CLINICS = 10

POLLS_ALONE = _("Telegram lets one process poll. Set WEBHOOK_URL to start several, or start one.")


# --- what is opened -------------------------------------------------------------------------------


def open_directory(settings: Settings) -> Directory:
    """The clinics, and the guide for everybody else. Raises `UsageError` for a protocol or clinics that cannot be used."""
    promised = Retention(settings.unfinished_hours, settings.finished_days, settings.consent_months)
    return Directory(settings.clinics, read_guide(settings.protocol, settings.operator, promised))


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Store]:
    """The store, closed at the end. Raises `UsageError` for a key or a database that cannot be used."""
    retention = store.Retention(
        timedelta(hours=settings.unfinished_hours),
        timedelta(days=settings.finished_days),
        timedelta(days=round(settings.consent_months * DAYS_A_MONTH)),
    )
    try:
        opened = await Store.open(settings.database_url, settings.data_keys, retention=retention)
    except StoreError as error:
        raise UsageError(_("{error}", error=str(error))) from None
    try:
        yield opened
    finally:
        await opened.close()


@asynccontextmanager
async def open_conversation(settings: Settings) -> AsyncIterator[Conversation]:
    """The conversation service over an open store, closed at the end.

    Raises `UsageError` for a protocol, clinics, a key or a database that cannot be used.
    """
    clinics = open_directory(settings)
    async with open_store(settings) as opened:
        try:
            await opened.erase_idle()
        except StoreError as error:
            raise UsageError(_("{error}", error=str(error))) from None
        conversation = Conversation(
            clinics, opened, default_language=settings.default_language, time_zone=settings.time_zone
        )
        try:
            yield conversation
        finally:
            with suppress(StoreError):  # the counts of the last seconds are worth no failure
                await conversation.tally.flush(opened.counts)


@asynccontextmanager
async def open_service(settings: Settings, token: str) -> AsyncIterator[Service]:
    """The bot on Telegram, which answers people while the block lasts.

    Raises `UsageError` for a token, a server, a protocol or a database that cannot be used.
    """
    from bot.telegram.service import serve

    asyncio.get_running_loop().set_exception_handler(discreet)
    async with open_conversation(settings) as conversation, serve(conversation, settings, token) as service:
        yield service


# --- what commands start --------------------------------------------------------------------------


async def chat(settings: Settings, language: str = "", payload: str = "") -> None:
    """Talk in this terminal until the person leaves.

    `language` is changed to, if given; `payload` is what the link carries by which they come.
    """
    from bot.terminal.chat import talk

    level = "WARNING" if settings.log_level == "INFO" else settings.log_level
    logs.configure(level, *settings.secrets, form=settings.log_format)
    async with open_conversation(settings) as conversation:
        await talk(conversation, language, payload)


def run(settings: Settings, token: str, processes: int = 1) -> None:
    """Talk on Telegram until SIGINT or SIGTERM; what is in hand ends first.

    Raises `UsageError` for settings, a token, a server, a protocol or a database that cannot be used.
    """
    _log_as(settings)
    if processes > 1 and settings.webhook_url is None:
        raise UsageError(POLLS_ALONE)
    if settings.serves is None:
        run_in_loop(_until_told(settings, token))
        return
    from bot.web.serve import check_address, serve

    check_address(*settings.serves)
    run_in_loop(_prepare(settings, token, processes))
    serve("bot.app:create", *settings.serves, processes)


def web(settings: Settings) -> None:
    """Serve the pages of the clinics without the bot, until SIGINT or SIGTERM.

    Raises `UsageError` for settings, clinics or a database that cannot be used.
    """
    from bot.web.serve import check_address, serve

    _log_as(settings)
    if settings.clinics is None:
        raise UsageError(NO_CLINICS)
    open_directory(settings)
    check_address(*settings.web)
    run_in_loop(_prepare_pages(settings))
    serve("bot.app:create_pages", *settings.web)


async def bot_username(settings: Settings) -> str:
    """The bot's name on Telegram as it is set, or else as Telegram says, without @.

    Raises `UsageError` where neither it nor a token is set, or where Telegram cannot be asked.
    """
    from bot.telegram.client.connection import username

    return settings.bot_username or await username(settings)


async def _until_told(settings: Settings, token: str) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_service(settings, token):
        await stop.wait()


async def _prepare(settings: Settings, token: str, processes: int) -> None:
    """Do once what every process would do, migrations among it. Raises `UsageError` for whatever they could not use."""
    from bot.telegram.service import prepare

    async with open_conversation(settings) as conversation:
        await prepare(conversation, settings, token, processes)


async def _prepare_pages(settings: Settings) -> None:
    """What the server could not say in a sentence: a database that is away, a bot whose name nobody knows."""
    async with open_store(settings):
        await bot_username(settings)


def _log_as(settings: Settings) -> None:
    logs.configure(settings.log_level, *settings.secrets, form=settings.log_format)


# --- web applications, which the web server calls in each process ---------------------------------


def create() -> Starlette:
    """The bot with its web server, for the settings in force."""
    from starlette.routing import Route

    from bot.telegram.webhook import Webhook, webhook_secret
    from bot.web.health import Health
    from bot.web.serve import application
    from bot.web.site import Site, Sources

    settings = Settings.read()
    _log_as(settings)
    token = settings.bot_token.get_secret_value() if settings.bot_token else ""
    site, webhook = Site(), Webhook(webhook_secret(token))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[dict[str, object]]:
        async with open_service(settings, token) as service:
            talk = service.conversation
            webhook.service = service
            site.open(Sources(talk.clinics, talk.store, service.api.username, talk.tally))
            yield {"health": Health(talk.store, talk.clinics, service.api.is_reachable)}

    routes = [*site.routes(settings.default_language)] if settings.clinics else []
    if settings.webhook_url:
        routes.append(Route(urlsplit(settings.webhook_url).path, webhook.receive, methods=["POST"]))
    return application(routes, lifespan)


def create_pages() -> Starlette:
    """The pages of the clinics alone, for a bot that runs elsewhere."""
    import structlog

    from bot.web.health import Health
    from bot.web.serve import application
    from bot.web.site import Site, Sources

    settings = Settings.read()
    _log_as(settings)
    site = Site()

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[dict[str, object]]:
        asyncio.get_running_loop().set_exception_handler(discreet)
        name = await bot_username(settings)
        directory = open_directory(settings)
        async with open_store(settings) as opened, background_tasks(directory.watch):
            site.open(Sources(directory, opened, name))
            host, port = settings.web
            structlog.get_logger(__name__).info(
                "pages are served",
                at=f"http://{host}:{port}/c/",
                clinics=[*directory.guides.of_clinics][:MAX_LOGGED_CLINICS],
            )
            yield {"health": Health(opened, directory)}

    return application([*site.routes(settings.default_language)] if settings.clinics else [], lifespan)
