"""The event loop, and background tasks that go on for ever, whatever happens to them once."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import structlog

from bot.metrics import DEFECTS

log = structlog.get_logger(__name__)

RESTART_SECONDS = 5  # before a background task that failed is started again

T = TypeVar("T")

Work = Callable[[], Coroutine[Any, Any, None]]


@asynccontextmanager
async def background_tasks(*works: Work) -> AsyncIterator[None]:
    """Run each of `works` while the block lasts, again where it fails; all are cancelled at its end."""
    tasks = [asyncio.create_task(run_forever(work)) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def run_forever(work: Work) -> None:
    """Run `work` until it returns; each time it raises, again after 5 seconds: a database may be away for an hour."""
    while True:
        try:
            await work()
        except Exception as error:  # noqa: BLE001  whatever it was, the operator has to see it
            DEFECTS.labels("service").inc()
            log.error("a part of the service failed and is started again", error=error)
            await asyncio.sleep(RESTART_SECONDS)
        else:
            return


def log_uncaught(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """An exception handler of event loops: asyncio's own would quote the error, and with it perhaps an answer."""
    DEFECTS.labels("loop").inc()
    log.error("an error was not caught", error=context.get("exception"))


def run_in_loop(work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`, run on the faster event loop where the platform has it."""
    if sys.platform == "win32":
        return asyncio.run(work)
    import uvloop

    return uvloop.run(work)
