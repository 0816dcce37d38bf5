"""The web application of one process: it opens what it serves when it starts and closes it when it stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypedDict
from urllib.parse import urlsplit

import structlog
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route
from starlette.types import Lifespan

from bot import logs
from bot.app import open_directory, open_store
from bot.background import beside, discreet
from bot.settings import Settings
from bot.telegram.client.username import username
from bot.telegram.service import Service, serve, webhook_secret
from bot.web.health import Health, alive, metrics, ready
from bot.web.site import Site, Sources
from bot.web.webhook import Webhook

log = structlog.get_logger(__name__)

TOLD = 10  # clinics that the log names


class State(TypedDict, total=False):
    """What requests find at hand."""

    service: Service
    health: Health


def create() -> Starlette:
    """The bot with its web server, for the settings in force; uvicorn calls this in each process."""
    settings = _settings()
    token = settings.bot_token.get_secret_value() if settings.bot_token else ""
    clinics = Site()

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[State]:
        async with serve(settings, token) as service:
            clinics.open(Sources(service.clinics, service.store, service.api.username, service.tally))
            yield {"service": service, "health": Health(service.store, service.clinics, service.api)}

    routes = _routes(settings, clinics)
    if settings.webhook_url:
        receive = Webhook(webhook_secret(token))
        routes.append(Route(urlsplit(settings.webhook_url).path, receive.receive, methods=["POST"]))
    return _application(routes, lifespan)


def create_pages() -> Starlette:
    """The pages of the clinics alone, for a bot that runs elsewhere."""
    settings = _settings()
    clinics = Site()

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[State]:
        asyncio.get_running_loop().set_exception_handler(discreet)
        name = await username(settings)
        directory = open_directory(settings)
        async with open_store(settings) as store, beside(directory.watch):
            clinics.open(Sources(directory, store, name))
            host, port = settings.web
            log.info(
                "pages are served",
                at=f"http://{host}:{port}/c/",
                clinics=[*directory.guides.of_clinics][:TOLD],
            )
            yield {"health": Health(store, directory)}

    return _application(_routes(settings, clinics), lifespan)


def _application(routes: list[BaseRoute], lifespan: Lifespan[Starlette]) -> Starlette:
    app = Starlette(routes=routes, lifespan=lifespan)
    app.router.redirect_slashes = False  # it would lead to whatever host the request names
    return app


def _settings() -> Settings:
    """The settings in force; what is logged from here on is logged as they say."""
    settings = Settings.read()
    logs.configure(settings.log_level, *settings.secrets, form=settings.log_format)
    return settings


def _routes(settings: Settings, clinics: Site) -> list[BaseRoute]:
    """What every web server of the program has; pages where there are clinics."""
    tools = [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", metrics)]
    return [*tools, *(clinics.routes(settings.default_language) if settings.clinics else [])]
