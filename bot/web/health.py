"""What an operator's tools ask: is the process alive, can it work, what has it done."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.clinics.directory import Directory
from bot.metrics import exposition
from bot.store import Store, StoreError

TIMEOUT = 3.0  # seconds that the database gets to answer


@dataclass(frozen=True, slots=True)
class Health:
    """Whether what the program stands on is there.

    `channels`: for each channel that the process serves, by its name, what tells whether it is "ok" or "away".
    """

    store: Store
    clinics: Directory
    channels: Mapping[str, Callable[[], Awaitable[str]]] = field(default_factory=dict)

    @property
    def routes(self) -> list[Route]:
        """`/healthz`, `/readyz` and `/metrics`."""
        return [Route("/healthz", _alive), Route("/readyz", self._ready), Route("/metrics", _metrics)]

    async def _ready(self, _request: Request) -> Response:
        """200 when the database and every channel are there, else 503; which of them is not.

        A broken file of clinics is reported and no reason to send people elsewhere: the last good one is in force.
        """
        checks = (self._ask_database(), *(check() for check in self.channels.values()))
        states = dict(zip(("database", *self.channels), await asyncio.gather(*checks), strict=True))
        if self.clinics.state:
            states["clinics"] = self.clinics.state
        return JSONResponse(states, 503 if "away" in states.values() else 200)

    async def _ask_database(self) -> str:
        try:
            async with asyncio.timeout(TIMEOUT):
                await self.store.ping()
        except (StoreError, TimeoutError):
            return "away"
        return "ok"


async def _alive(_request: Request) -> Response:
    """200 as long as the process answers at all."""
    return PlainTextResponse("ok")


async def _metrics(_request: Request) -> Response:
    """Every count, as Prometheus reads it."""
    return Response(exposition(), media_type=CONTENT_TYPE_LATEST)
