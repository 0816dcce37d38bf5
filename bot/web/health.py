"""What an operator's tools ask: is the process alive, can it work, what has it done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.clinics.directory import Directory
from bot.metrics import exposition
from bot.store import Store, StoreError

FRESH_SECONDS = (
    10.0  # for which a check of Telegram holds: probes are frequent, and its limits are for people
)
CHECK_SECONDS = 3.0


@dataclass(slots=True)
class Health:
    """Whether what the program stands on is there.

    `telegram` asks Telegram, for at most so many seconds; None: it serves pages only, and needs no Telegram.
    """

    store: Store
    clinics: Directory
    telegram: Callable[[float], Awaitable[bool]] | None = None
    _telegram: str = "unknown"
    _checked: float = field(default=float("-inf"))

    async def look(self) -> dict[str, str]:
        """`database` and `telegram`, each "ok" or "away"; `clinics`, where there is a file of them."""
        database, telegram = await asyncio.gather(self._ask_database(), self._ask_telegram())
        found = {"database": database, "telegram": telegram, "clinics": self.clinics.state}
        return {name: state for name, state in found.items() if state}

    async def _ask_database(self) -> str:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await self.store.ping()
        except (StoreError, TimeoutError):
            return "away"
        return "ok"

    async def _ask_telegram(self) -> str | None:
        if self.telegram is None:
            return None
        if monotonic() - self._checked > FRESH_SECONDS:
            self._telegram = "ok" if await self.telegram(CHECK_SECONDS) else "away"
            self._checked = monotonic()
        return self._telegram


async def alive(_request: Request) -> Response:
    """200 as long as the process answers at all."""
    return PlainTextResponse("ok")


async def ready(request: Request) -> Response:
    """200 when database and Telegram are there, else 503; which of them is not.

    A broken file of clinics is told and no reason to send people elsewhere: the last good one is in force.
    """
    health: Health = request.state.health
    found = await health.look()
    return JSONResponse(found, 503 if "away" in found.values() else 200)


async def metrics(_request: Request) -> Response:
    """Every count, as Prometheus reads it."""
    return Response(exposition(), media_type=CONTENT_TYPE_LATEST)
