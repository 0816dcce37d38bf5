"""What one chat that sends 500 updates at once does to another."""

from __future__ import annotations

from benchmarks.bots import DIALOG, PTB, SQLITE, WEBHOOK, Bot
from benchmarks.progress import say
from benchmarks.report import Cell, Claim, Report, middle
from benchmarks.stage import Running, Stage

UPDATES = 500
BOTS = (SQLITE, WEBHOOK, PTB, DIALOG)
OURS = (SQLITE, WEBHOOK)
AT_MOST = 50.0
"""Milliseconds by which the other chat's turn may be later."""


def measure(stage: Stage, *, quick: bool) -> Report:
    """Delays, in milliseconds. Less than a minute."""
    floods = 1 if quick else 5
    running = {bot: stage.start(bot) for bot in BOTS}
    rounds = [{bot: _flood(stage, running[bot]) for bot in BOTS} for _ in range(floods)]
    worst = {bot: middle([max(each[bot].storm) - middle(each[bot].calm) for each in rounds]) for bot in BOTS}
    return Report(
        f"Another chat's turn while one sends {UPDATES} updates at once",
        (
            "bot",
            "p50 ms in calm",
            "p50 ms meanwhile",
            "longest ms",
            "longest ms of all floods",
            "turns meanwhile",
        ),
        [_row(bot, [each[bot] for each in rounds]) for bot in BOTS],
        [
            Claim(f"{bot.name}: delay of another chat's longest turn", worst[bot], AT_MOST, "ms")
            for bot in OURS
        ],
        (f"Medians of {floods} floods of /start; the other chat's first tap stands behind all {UPDATES}.",),
    )


class Flood:
    """Milliseconds of the other chat's turns, before and meanwhile."""

    def __init__(self, calm: list[float], storm: list[float]) -> None:
        self.calm = [1000 * seconds for seconds in calm]
        self.storm = [1000 * seconds for seconds in storm]


def _flood(stage: Stage, running: Running) -> Flood:
    result = stage.play("flood", running, updates=UPDATES)
    flood = Flood(result["calm"], result["storm"])
    say(
        f"{running.bot.name}: {result['replies']} replies to {UPDATES} updates, longest turn beside {max(flood.storm):.1f} ms"
    )
    return flood


def _row(bot: Bot, floods: list[Flood]) -> tuple[Cell, ...]:
    return (
        bot.name,
        middle([middle(flood.calm) for flood in floods]),
        middle([middle(flood.storm) for flood in floods]),
        middle([max(flood.storm) for flood in floods]),
        max(max(flood.storm) for flood in floods),
        int(middle([len(flood.storm) for flood in floods])),
    )
