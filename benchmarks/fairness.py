"""What one chat that sends 500 updates at once does to another."""

from typing import NamedTuple

from benchmarks.bots import DIALOG, PTB, SQLITE, WEBHOOK
from benchmarks.report import Cell, Claim, Report, middle, say
from benchmarks.stage import Running, Stage

UPDATES = 500
BOTS = (SQLITE, WEBHOOK, PTB, DIALOG)
AT_MOST = 20.0
"""Milliseconds by which the other chat's turn may be later."""


class Flood(NamedTuple):
    """Milliseconds of the other chat's turns: the median in calm and meanwhile, the longest, and how many there were."""

    calm: float
    storm: float
    longest: float
    turns: int


def measure(stage: Stage, *, quick: bool) -> Report:
    """Delays, in milliseconds. Less than a minute."""
    rounds = 1 if quick else 5
    running = {bot: stage.start(bot) for bot in BOTS}
    floods: dict[str, list[Flood]] = {bot.name: [] for bot in BOTS}
    for _round in range(rounds):
        for bot in BOTS:
            floods[bot.name].append(_flood(stage, running[bot]))
    return Report(
        f"Another chat's turn while one sends {UPDATES} updates at once",
        ("bot", "p50 ms in calm", "p50 ms meanwhile", "longest ms", "longest ms of all floods", "turns meanwhile"),
        [_row(name, each) for name, each in floods.items()],
        [
            Claim(
                f"{bot.name}: delay of another chat's longest turn",
                middle([flood.longest - flood.calm for flood in floods[bot.name]]),
                AT_MOST,
                "ms",
            )
            for bot in (SQLITE, WEBHOOK)
        ],
        (
            f"Medians of {rounds} floods of /start; where updates are polled, the other chat's first tap stands behind all {UPDATES}.",
        ),
    )


def _flood(stage: Stage, running: Running) -> Flood:
    result = stage.play("flood", running, updates=UPDATES)
    calm, storm = ([1000 * seconds for seconds in result[name]] for name in ("calm", "storm"))
    replies = f"{result['replies']} replies to {UPDATES} updates"
    say(f"{running.bot.name}: {replies}, longest turn beside {max(storm):.1f} ms")
    return Flood(middle(calm), middle(storm), max(storm), len(storm))


def _row(name: str, floods: list[Flood]) -> tuple[Cell, ...]:
    calm, storm, longest, turns = (middle(each) for each in zip(*floods, strict=True))
    return name, calm, storm, longest, max(flood.longest for flood in floods), int(turns)
