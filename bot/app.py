"""The composition root: the only place where the channels, the web server and what they stand on meet."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import structlog
from starlette.applications import Starlette
from starlette.routing import Route

from bot import logs
from bot.background import background_tasks, log_uncaught, run_in_loop
from bot.clinics.directory import NO_CLINICS, Directory
from bot.errors import UsageError
from bot.resources import open_conversation, open_directory, open_store
from bot.settings import Settings
from bot.store.counts import Count
from bot.telegram import service as telegram
from bot.telegram.client.connection import Probe, username
from bot.telegram.dispatcher import Dispatcher
from bot.telegram.webhook import Webhook
from bot.web.health import Health
from bot.web.pages import Pages
from bot.web.server import application, check_address, run_server
from bot.web.stats import StatsPages
from dialogs.text import _

log = structlog.get_logger(__name__)

LOGGED_CLINICS = 10  # that the log names

ONE_POLLS = _("Telegram lets one process poll. Set WEBHOOK_URL to start several, or start one.")


def run(settings: Settings, token: str, processes: int = 1) -> None:
    """Talk on Telegram until SIGINT or SIGTERM; turns and replies in hand end first.

    Raises `UsageError` for settings, a token, a server, a protocol or a database that cannot be used.
    """
    _configure_logs(settings)
    if processes > 1 and settings.webhook_url is None:
        raise UsageError(ONE_POLLS)
    if settings.serves is None:
        run_in_loop(_poll_until_stopped(settings, token))
        return
    check_address(*settings.serves)
    run_in_loop(_prepare(settings, token, processes))
    run_server("bot.app:create", *settings.serves, processes)


def web(settings: Settings) -> None:
    """Serve the pages of the clinics without the bot, until SIGINT or SIGTERM.

    Raises `UsageError` for settings, clinics or a database that cannot be used.
    """
    _configure_logs(settings)
    if settings.clinics is None:
        raise UsageError(NO_CLINICS)
    open_directory(settings)
    check_address(*settings.web)
    run_in_loop(_check_pages(settings))
    run_server("bot.app:create_pages", *settings.web)


def create() -> Starlette:
    """The bot with its web server, for the settings in force; uvicorn calls this in each process."""
    settings = Settings.read()
    _configure_logs(settings)
    token = settings.bot_token.get_secret_value() if settings.bot_token else ""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with serve(settings, token) as dispatcher:
            conversation, api = dispatcher.channel.conversation, dispatcher.channel.api
            store, clinics = conversation.store, conversation.clinics

            async def count(slug: str) -> Iterable[Count]:
                await conversation.tally.flush(store.counts)
                return await store.counts.of(slug)

            app.router.routes += Health(store, clinics, {"telegram": Probe(api).state}).routes
            if settings.clinics:
                app.router.routes += _clinic_routes(settings, clinics, lambda: api.username, count)
            if settings.webhook_url:
                webhook = Webhook(telegram.webhook_secret(token), dispatcher)
                path = urlsplit(settings.webhook_url).path
                app.router.routes.append(Route(path, webhook.receive, methods=["POST"]))
            yield

    return application(lifespan)


def create_pages() -> Starlette:
    """The pages of the clinics alone, for a bot that runs elsewhere; uvicorn calls this."""
    settings = Settings.read()
    _configure_logs(settings)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        asyncio.get_running_loop().set_exception_handler(log_uncaught)
        name = await username(settings)
        directory = open_directory(settings)
        async with open_store(settings) as store, background_tasks(directory.watch):
            app.router.routes += Health(store, directory).routes
            app.router.routes += _clinic_routes(settings, directory, lambda: name, store.counts.of)
            host, port = settings.web
            clinics = [*directory.guides.of_clinics][:LOGGED_CLINICS]
            log.info("pages are served", at=f"http://{host}:{port}/c/", clinics=clinics)
            yield

    return application(lifespan)


@asynccontextmanager
async def serve(settings: Settings, token: str) -> AsyncIterator[Dispatcher]:
    """Talk on Telegram while the block lasts, over a conversation that is closed at its end.

    Raises `UsageError` as `run` does.
    """
    async with (
        open_conversation(settings) as conversation,
        telegram.serve(conversation, settings, token) as dispatcher,
    ):
        yield dispatcher


def _configure_logs(settings: Settings) -> None:
    logs.configure(settings.log_level, *settings.secrets, form=settings.log_format)


async def _poll_until_stopped(settings: Settings, token: str) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with serve(settings, token):
        await stop.wait()


async def _prepare(settings: Settings, token: str, processes: int) -> None:
    async with open_conversation(settings) as conversation:
        await telegram.prepare(settings, token, processes, shared=conversation.store.shared)


async def _check_pages(settings: Settings) -> None:
    """Say in a sentence what the server could not: a database that is away, a bot whose name nobody knows."""
    async with open_store(settings):
        await username(settings)


def _clinic_routes(
    settings: Settings,
    directory: Directory,
    username: Callable[[], str],
    count: Callable[[str], Awaitable[Iterable[Count]]],
) -> list[Route]:
    """Every address below `/c/`. `count` gives everything that was counted for the clinic of a slug."""
    pages = Pages(lambda: directory.guides, username, settings.default_language)
    stats = StatsPages(lambda: directory.clinics, count, pages.missing)
    return [*stats.routes, *pages.routes]  # the last of the pages' takes whatever is left
