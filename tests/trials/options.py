"""What a trial is told, and the deployments in which it is played."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.report import Report, say
from tests.botapi import BotApi
from tests.kit.deployment import Deployment, Way, deployed
from tests.kit.postgres import server
from tests.kit.programs import TOKEN

PATIENCE = 300.0
"""Seconds that people wait for anything; a trial measures how long it took."""


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    ways: tuple[Way, ...]
    people: int
    rate: float
    kills: int
    minutes: float
    troubles: tuple[str, ...]
    """Those whose names begin with one of these; all where there is none."""


Play = Callable[[Deployment, Options], Awaitable[Report]]


def in_each_way(play: Play, options: Options, *, kept: int | None = None, patience: float = PATIENCE) -> list[Report]:
    """Play a trial in every way that was asked for, each with its own Telegram, folder and database.

    `kept` limits the calls that are remembered.
    """
    return [asyncio.run(_in_one(play, way, options, kept, patience)) for way in options.ways]


async def _in_one(play: Play, way: Way, options: Options, kept: int | None, patience: float) -> Report:
    say(f"-- {way.value}")
    with ExitStack() as stack:
        where = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mesoguide-trial-")))
        postgres = stack.enter_context(server(durable=True)) if way.on_postgres else None
        async with BotApi(token=TOKEN, kept=kept, patience=patience) as api, deployed(api, way, where, postgres) as bot:
            return await play(bot, options)
