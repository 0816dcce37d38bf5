"""Two processes on one PostgreSQL beside one: how many times the turns, and who used the cores."""

import os
from contextlib import ExitStack

from benchmarks.bots import ONE_PROCESS, TWO_PROCESSES
from benchmarks.report import Claim, Report, middle, say
from benchmarks.stage import Stage, Window, Windows, median, ratio
from tests.trials.options import Options

PEOPLE = 64
ROUNDS, SECONDS = 7, 3.0
BOTS = (ONE_PROCESS, TWO_PROCESSES)

TIMES = 1.5
"""What two processes have to do, times what one does, where there are cores for both."""

USED_UP = 0.85
"""Of all the cores: above that, they are what limits the turns."""


def measure(_options: Options) -> list[Report]:
    """One report. Less than two minutes."""
    with ExitStack() as stack:
        stage = Stage(stack)
        running = {bot: stage.start(bot) for bot in BOTS}
        measured = {bot: Windows() for bot in BOTS}
        for number in range(ROUNDS):
            for bot in BOTS:
                measured[bot].append(stage.talk(running[bot], PEOPLE, SECONDS))
                say(f"round {number + 1} of {ROUNDS}, {bot.name}: {measured[bot][-1].rate:,.0f} turns a second")
    one, two = (measured[bot] for bot in BOTS)
    cores = os.cpu_count() or 1
    used = sum(_cores(two)) / cores
    claims = [Claim("turns a second, times those of one process", ratio(two, one, "rate"), TIMES, at_least=True)]
    notes = [
        f"Of {cores} cores, {used:.0%} were used with two processes: by the bot, the database and the load together."
    ]
    if used > USED_UP:
        cheaper = ratio(one, two, "whole_cost")
        claims = [Claim("turns for each second of CPU, times those of one process", cheaper, TIMES / 2, at_least=True)]
        notes.append(
            f"There are no cores left for the second process, which did {ratio(two, one, 'rate'):.2f} times the turns; where "
            f"there are, two do as many times the turns of one as twice this figure."
        )
    return [
        Report(
            f"Two processes on PostgreSQL, {PEOPLE} at once",
            ("bot", "turns/s", "CPU ms/turn", "database CPU ms/turn", "p99 ms", "cores: bot", "database", "load"),
            [
                (
                    bot.name,
                    median(windows, "rate"),
                    median(windows, "cost"),
                    median(windows, "cost_beside"),
                    median(windows, "p99"),
                    *_cores(windows),
                )
                for bot, windows in measured.items()
            ],
            claims,
            tuple(notes),
        )
    ]


def _cores(windows: Windows) -> tuple[float, float, float]:
    """How many cores the bot, its database and the load used."""

    def used(window: Window) -> tuple[float, float, float]:
        return window.cpu / window.seconds, window.beside / window.seconds, window.share_of_server

    bot, database, load = (middle(each) for each in zip(*map(used, windows), strict=True))
    return bot, database, load
