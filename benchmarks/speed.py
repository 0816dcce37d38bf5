"""The product and its peers side by side: the same people, the same dialog, one after another in every round."""

from __future__ import annotations

from benchmarks.bots import DIALOG, FLOOR, POSTGRES, PTB, SQLITE, WEBHOOK, Bot
from benchmarks.progress import say
from benchmarks.report import Cell, Claim, Report, middle
from benchmarks.stage import Stage
from benchmarks.window import Window

BOTS = (SQLITE, POSTGRES, WEBHOOK, PTB, DIALOG, FLOOR)
OURS = (SQLITE, POSTGRES)
PEOPLE = (1, 64, 256)
AT = 64
"""People at once for which something is asked."""

ASKED = ((PTB, 2.5), (DIALOG, 1.5), (FLOOR, 0.5))
"""How many times the turns a second of each."""

Measured = dict[tuple[Bot, int], list[Window]]


def measure(stage: Stage, *, quick: bool) -> Report:
    """Turns a second, CPU and time of a turn. About 5 minutes."""
    rounds, seconds = (1, 1.0) if quick else (9, 1.2)
    running = {bot: stage.start(bot) for bot in BOTS}
    measured: Measured = {(bot, people): [] for people in PEOPLE for bot in BOTS}
    for number in range(rounds):
        for people in PEOPLE:
            for bot in BOTS:
                window = Window.of(stage, "talk", running[bot], people=people, seconds=seconds)
                measured[bot, people].append(window)
                say(
                    f"round {number + 1} of {rounds}, {people} at once, {bot.name}: {window.rate:,.0f} turns a second"
                )
    return Report(
        "Side by side",
        (
            "bot",
            "at once",
            "turns/s",
            "CPU ms/turn",
            "database CPU ms/turn",
            "p50 ms",
            "p99 ms",
            "stub, of a core",
        ),
        [_row(bot, people, windows) for (bot, people), windows in measured.items()],
        [
            Claim(
                f"{bot.name}: turns a second, times those of {peer.name}, {AT} at once",
                _ratio(measured[bot, AT], measured[peer, AT]),
                least,
                at_least=True,
            )
            for bot in OURS
            for peer, least in ASKED
        ],
        (
            f"Medians of {rounds} rounds in which the bots take turns, {seconds} s each; ratios are medians of the rounds' own.",
            "The product alone also brings a picture with each answer, after one tap of nine.",
            "A turn lasts until its card stands and the clock on the button has stopped.",
        ),
    )


def _row(bot: Bot, people: int, windows: list[Window]) -> tuple[Cell, ...]:
    return (
        bot.name,
        people,
        middle([window.rate for window in windows]),
        middle([window.cost for window in windows]),
        middle([window.cost_beside for window in windows]) or "",
        middle([window.milliseconds(50) for window in windows]),
        middle([window.milliseconds(99) for window in windows]),
        middle([window.share_of_stub for window in windows]),
    )


def _ratio(ours: list[Window], theirs: list[Window]) -> float:
    return middle([a.rate / b.rate for a, b in zip(ours, theirs, strict=True)])
