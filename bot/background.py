"""The event loop, and work beside the conversation that goes on for ever, whatever happens to it once."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import structlog

from bot.metrics import DEFECTS

log = structlog.get_logger(__name__)

PAUSE = 5  # seconds before a part of the service that failed begins again

T = TypeVar("T")

Work = Callable[[], Coroutine[Any, Any, None]]


@asynccontextmanager
async def background_tasks(*works: Work) -> AsyncIterator[None]:
    """Let each of `works` run while the block lasts."""
    tasks = [asyncio.create_task(run_forever(work)) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def run_forever(work: Work) -> None:
    """Work that fails is begun again; a database may be away for an hour."""
    while True:
        try:
            await work()
        except Exception as error:  # noqa: BLE001  whatever it was, the operator has to see it
            DEFECTS.labels("service").inc()
            log.error("a part of the service failed and is started again", error=error)
            await asyncio.sleep(PAUSE)
        else:
            return


def discreet(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What nobody caught. asyncio's own message would quote the error, and with it perhaps an answer."""
    DEFECTS.labels("loop").inc()
    log.error("an error was not caught", error=context.get("exception"))


def run_in_loop(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end, on the faster loop where the platform has it."""
    if sys.platform == "win32":
        return asyncio.run(work)
    import uvloop

    return uvloop.run(work)
