"""The composition root: the only place where settings, store, conversation and channels meet.

What a command does not need is imported by the function that needs it, so that each starts fast.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot import logs, store
from bot.background import background_tasks, log_uncaught, run_in_loop
from bot.clinics.directory import NO_CLINICS, Directory
from bot.conversation import Conversation
from bot.errors import UsageError
from bot.guide import read_guide
from bot.settings import Settings
from bot.store import Store, StoreError
from bot.store.counts import Count
from dialogs.guide import Retention
from dialogs.text import _

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.routing import Route

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

    asyncio.get_running_loop().set_exception_handler(log_uncaught)
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
    from bot.web.server import check_address, run_server

    check_address(*settings.serves)
    run_in_loop(_prepare(settings, token, processes))
    run_server("bot.app:create", *settings.serves, processes)


def web(settings: Settings) -> None:
    """Serve the pages of the clinics without the bot, until SIGINT or SIGTERM.

    Raises `UsageError` for settings, clinics or a database that cannot be used.
    """
    from bot.web.server import check_address, run_server

    _log_as(settings)
    if settings.clinics is None:
        raise UsageError(NO_CLINICS)
    open_directory(settings)
    check_address(*settings.web)
    run_in_loop(_prepare_pages(settings))
    run_server("bot.app:create_pages", *settings.web)


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

    from bot.telegram.client.connection import Probe
    from bot.telegram.webhook import Webhook, webhook_secret
    from bot.web.health import Health
    from bot.web.server import application

    settings = Settings.read()
    _log_as(settings)
    token = settings.bot_token.get_secret_value() if settings.bot_token else ""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with open_service(settings, token) as (dispatcher, poller):
            conversation, api = dispatcher.channel.conversation, dispatcher.channel.api
            store, clinics = conversation.store, conversation.clinics

            async def read_counts(slug: str) -> Sequence[Count]:
                await conversation.tally.flush(store.counts)  # what this process has not written yet
                return await store.counts.of(slug)

            routes = app.router.routes
            channels = {"telegram": Probe(api).state, **({"polling": poller.state} if poller else {})}
            routes += Health(store, clinics, channels).routes
            if settings.clinics:
                routes += _clinic_routes(settings, clinics, api.username, read_counts)
            if settings.webhook_url:
                webhook = Webhook(webhook_secret(token), dispatcher)
                routes.append(Route(urlsplit(settings.webhook_url).path, webhook.receive, methods=["POST"]))
            yield

    return application(lifespan)


def create_pages() -> Starlette:
    """The pages of the clinics alone, for a bot that runs elsewhere."""
    import structlog

    from bot.web.health import Health
    from bot.web.server import application

    settings = Settings.read()
    _log_as(settings)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        asyncio.get_running_loop().set_exception_handler(log_uncaught)
        username = await bot_username(settings)
        directory = open_directory(settings)
        async with open_store(settings) as opened, background_tasks(directory.watch):
            app.router.routes += Health(opened, directory).routes
            app.router.routes += _clinic_routes(settings, directory, username, opened.counts.of)
            host, port = settings.web
            structlog.get_logger(__name__).info(
                "pages are served",
                at=f"http://{host}:{port}/c/",
                clinics=[*directory.guides.of_clinics][:MAX_LOGGED_CLINICS],
            )
            yield

    return application(lifespan)


def _clinic_routes(
    settings: Settings, directory: Directory, username: str, read_counts: Callable[[str], Awaitable[Sequence[Count]]]
) -> list[Route]:
    """Every address below `/c/`. `read_counts`: everything that was counted for the clinic of a slug."""
    from bot.web.pages import Pages
    from bot.web.stats import StatsPages

    pages = Pages(lambda: directory.guides, lambda: username, settings.default_language)
    stats = StatsPages(lambda: directory.clinics, read_counts, pages.missing)
    return [*stats.routes, *pages.routes]  # the last of the pages' takes whatever is left
