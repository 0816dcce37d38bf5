"""How the cost of a turn grows with the conversations that are stored."""

from __future__ import annotations

import asyncio

from benchmarks.bots import POSTGRES, SQLITE, Bot
from benchmarks.databases import in_postgres, in_sqlite
from benchmarks.progress import say
from benchmarks.report import Cell, Claim, Report, middle
from benchmarks.stage import Running, Stage
from benchmarks.window import Window

BOTS = (SQLITE, POSTGRES)
STORED = (1_000, 100_000, 1_000_000)
FIRST = 10_000_000
"""The chat of the first of them."""

AT_ONCE = 64
AT_MOST = 1.2
"""Times the cost with the fewest conversations."""

Measured = dict[tuple[Bot, int], list[Window]]


def measure(stage: Stage, *, quick: bool) -> Report:
    """CPU and time of a turn of people who come back at random. About 2 minutes, mostly the databases."""
    rounds, seconds = (1, 1.0) if quick else (11, 1.0)
    sizes = tuple(size // 10 for size in STORED) if quick else STORED
    running = {(bot, size): _filled(stage, bot, size) for bot in BOTS for size in sizes}
    measured: Measured = {key: [] for key in running}
    for number in range(rounds):
        for (bot, size), each in running.items():
            window = Window.of(
                stage, "visit", each, first=FIRST, people=size, at_once=AT_ONCE, seconds=seconds
            )
            measured[bot, size].append(window)
            say(
                f"round {number + 1} of {rounds}, {bot.name}, {size:,} stored: {window.cost:.2f} ms of CPU a turn"
            )
    return Report(
        f"A turn, {AT_ONCE} at once, by stored conversations",
        ("bot", "stored", "CPU ms/turn", "database CPU ms/turn", "p50 ms", "p99 ms"),
        [_row(bot, size, windows) for (bot, size), windows in measured.items()],
        [
            claim
            for bot in BOTS
            for claim in _claims(bot, measured[bot, sizes[0]], measured[bot, sizes[-1]], sizes)
        ],
        ("Each turn is one tap of another person, drawn at random from all that are stored.",),
    )


def _filled(stage: Stage, bot: Bot, size: int) -> Running:
    """A bot with `size` people stored who have come to their answer."""
    running = stage.start(bot)
    guide = stage.play("finish", running)["chat"]
    if bot.postgres:
        asyncio.run(in_postgres(stage.postgres, running.database, guide, FIRST, size))
    else:
        in_sqlite(running.database, guide, FIRST, size)
    say(f"{bot.name}: {size:,} conversations stored")
    return running


def _row(bot: Bot, size: int, windows: list[Window]) -> tuple[Cell, ...]:
    return (
        bot.name,
        size,
        middle([window.cost for window in windows]),
        middle([window.cost_beside for window in windows]) or "",
        middle([window.milliseconds(50) for window in windows]),
        middle([window.milliseconds(99) for window in windows]),
    )


def _claims(bot: Bot, few: list[Window], many: list[Window], sizes: tuple[int, ...]) -> list[Claim]:
    what = f"{bot.name}: a turn with {sizes[-1]:,} stored, times one with {sizes[0]:,}"
    pairs = list(zip(many, few, strict=True))
    return [
        Claim(f"{what}, CPU", middle([a.whole_cost / b.whole_cost for a, b in pairs]), AT_MOST),
        Claim(f"{what}, p50", middle([a.milliseconds(50) / b.milliseconds(50) for a, b in pairs]), AT_MOST),
    ]
