"""The troubles: each is made when its block begins, and mended when it ends."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial

import psutil

from tests.botapi.line import Hole
from tests.kit.deployment import Deployment
from tests.trials.cast import ACTION, BREATHLESS, Cast

HOUR, FEW_SECONDS = 3600.0, 6.0

NEWCOMERS = 100
"""How many come at once where Telegram takes few messages a second."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that goes wrong, for so many seconds, on PostgreSQL only, on SQLite only, or (None) on both."""

    name: str
    make: Callable[[Deployment, Cast], AbstractAsyncContextManager[None]]
    seconds: float = 10.0
    postgres: bool | None = None
    is_told: bool = False
    """Whether people have to be told that they wait."""
    refuses: bool = False
    """Whether Telegram shows nothing until it is over."""
    hides: bool = False
    """Whether Telegram does not even hear the bot until then."""
    restarts: bool = False
    """Whether the bot itself goes down, and is ready again at the end."""
    disk: bool = False
    """Whether the database needs a disk of its own."""


@asynccontextmanager
async def _without_database(bot: Deployment, _cast: Cast) -> AsyncIterator[None]:
    async with bot.without_database():
        yield


@asynccontextmanager
async def _full_disk(bot: Deployment, _cast: Cast) -> AsyncIterator[None]:
    ballast = bot.file.parent / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 10, 1):
            with suppress(OSError):
                while ballast.stat().st_size < 1 << 23:
                    file.write(b"x" * size)
    yield
    ballast.unlink()


@asynccontextmanager
async def _broken_row(bot: Deployment, cast: Cast) -> AsyncIterator[None]:
    anna = cast.somebody()
    await bot.break_row(anna)
    cast.tap(anna, "begin anew")
    yield


@asynccontextmanager
async def _frozen(bot: Deployment, _cast: Cast) -> AsyncIterator[None]:
    processes = _of_postgres(bot)
    for each in processes:
        each.send_signal(signal.SIGSTOP)
    yield
    for each in processes:
        with suppress(psutil.NoSuchProcess):
            each.send_signal(signal.SIGCONT)


@asynccontextmanager
async def _killed_database(bot: Deployment, _cast: Cast) -> AsyncIterator[None]:
    assert bot.postgres
    processes = _of_postgres(bot)
    for each in processes:
        with suppress(psutil.NoSuchProcess):
            each.kill()
    await asyncio.to_thread(psutil.wait_procs, processes, 10)
    yield
    await asyncio.to_thread(bot.postgres.start)


def _of_postgres(bot: Deployment) -> list[psutil.Process]:
    assert bot.postgres
    assert bot.postgres.pid
    main = psutil.Process(bot.postgres.pid)
    return [main, *main.children(recursive=True)]


@asynccontextmanager
async def _low_rate(bot: Deployment, _cast: Cast) -> AsyncIterator[None]:
    bot.api.rate(per_second=10, burst=10)
    for number in range(NEWCOMERS):
        await bot.api.person(f"Newcomer{number}").send("/start")
    yield
    bot.api.heal()


@asynccontextmanager
async def _limit_on_all(bot: Deployment, _cast: Cast) -> AsyncIterator[None]:
    bot.api.limit(None, FEW_SECONDS)
    yield
    bot.api.heal()


@asynccontextmanager
async def _limit_on_one(bot: Deployment, cast: Cast) -> AsyncIterator[None]:
    """Somebody who is limited for an hour taps, and then sends words of danger; Telegram thinks better of it."""
    anna = cast.somebody()
    bot.api.limit(anna, HOUR)
    cast.limited = anna
    anna.touch("area:face")
    await cast.write(anna, BREATHLESS, ACTION)
    yield
    bot.api.heal()


@asynccontextmanager
async def _hole(hole: Hole, bot: Deployment, _cast: Cast) -> AsyncIterator[None]:
    async with bot.api.hole(hole):
        yield


@asynccontextmanager
async def _killed(bot: Deployment, _cast: Cast) -> AsyncIterator[None]:
    await bot.kill()
    yield
    await bot.start()


TROUBLES = (
    Trouble("locked file", _without_database, 20, postgres=False, is_told=True),
    Trouble("full disk", _full_disk, postgres=False, is_told=True, disk=True),
    Trouble("PostgreSQL stopped", _without_database, postgres=True, is_told=True),
    Trouble("PostgreSQL frozen", _frozen, postgres=True, is_told=True),
    Trouble("PostgreSQL killed", _killed_database, postgres=True, is_told=True),
    Trouble("broken row", _broken_row, 2),
    Trouble("rate of 10 a second", _low_rate),
    Trouble("429 of an hour to one", _limit_on_one),
    Trouble("429 to everybody", _limit_on_all, FEW_SECONDS, refuses=True),
    Trouble("hole, refused", partial(_hole, "refused"), hides=True),
    Trouble("hole, silent", partial(_hole, "silent"), hides=True),
    Trouble("hole, late", partial(_hole, "late"), hides=True),
    Trouble("hole, cut", partial(_hole, "cut"), hides=True),
    Trouble("killed", _killed, 2, restarts=True),
)
