"""The web application of one process: it opens the service when it starts and closes it when it stops."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypedDict
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.routing import Route

from bot import logs
from bot.settings import Settings
from bot.telegram.service import Service, serve, webhook_secret
from bot.web.health import Health, alive, metrics, ready
from bot.web.webhook import Webhook


class State(TypedDict):
    """What requests find at hand."""

    service: Service
    health: Health


def create() -> Starlette:
    """The application for the settings in force; uvicorn calls this in each process."""
    settings = Settings.read()
    token = settings.bot_token.get_secret_value() if settings.bot_token else ""
    logs.configure(settings.log_level, *settings.secrets, form=settings.log_format)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[State]:
        async with serve(settings, token) as service:
            yield {"service": service, "health": Health(service.store, service.api)}

    routes = [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", metrics)]
    if settings.webhook_url:
        receive = Webhook(webhook_secret(token))
        routes.append(Route(urlsplit(settings.webhook_url).path, receive.receive, methods=["POST"]))
    return Starlette(routes=routes, lifespan=lifespan)
