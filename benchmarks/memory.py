"""Resident memory, as ever more people open the link."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psutil

from benchmarks import script
from benchmarks.bots import DIALOG, PTB_ON_FLUSH, SQLITE
from benchmarks.report import Claim, Report, say
from benchmarks.stage import Running, Stage

BOTS = (SQLITE, PTB_ON_FLUSH, DIALOG)
AFTER = (1_000, 10_000, 100_000)
FURTHER = 150_000
"""Where the product goes on to while its peers are still at it: by then the page cache of SQLite is full."""

FIRST = 10_000_000
"""The chat of the first of them."""

AT_ONCE = 16
NOTHING = 64.0
"""Bytes for each further conversation; no conversation fits into as little."""


def measure(stage: Stage, *, quick: bool) -> Report:
    """Resident memory. The bots are filled at the same time, since none is timed. About 5 minutes."""
    scale = 100 if quick else 1
    looks = [people // scale for people in (*AFTER, FURTHER)]
    running = [stage.start(bot) for bot in BOTS]
    with ThreadPoolExecutor(len(BOTS)) as threads:
        sizes = threads.map(
            lambda each: _fill(stage, each, looks if each.bot is SQLITE else looks[:-1]), running
        )
        after = dict(zip(BOTS, sizes, strict=True))
    return Report(
        "Resident memory in MB after so many conversations",
        ("bot", *(f"{people:,}" for people in looks), "bytes for each of the last"),
        [
            (bot.name, *(size / 1e6 for size in sizes), *_blank(looks[len(sizes) :]), _each(sizes, looks))
            for bot, sizes in after.items()
        ],
        [Claim("memory of a further conversation", _each(after[SQLITE], looks), NOTHING, "bytes")],
        (
            "The product's grows by the page cache of SQLite until that is full, at 16 MB.",
            "python-telegram-bot with on_flush=True: by default it writes the whole file for every changed conversation.",
        ),
    )


def _fill(stage: Stage, running: Running, looks: list[int]) -> list[int]:
    """Resident bytes after so many conversations each."""
    sizes, here = [], 0
    for people in looks:
        new = {"first": FIRST + here, "people": people - here, "at_once": AT_ONCE}
        stage.play("look", running, arrive=script.ARRIVE, **new)
        here = people
        sizes.append(resident(running))
        say(f"{running.bot.name}: {sizes[-1] / 1e6:.1f} MB after {people:,} conversations")
    return sizes


def resident(running: Running) -> int:
    """Resident bytes of a bot and its children."""
    process = psutil.Process(running.process.pid)
    return sum(each.memory_info().rss for each in (process, *process.children(recursive=True)))


def _blank(looks: list[int]) -> list[str]:
    return [""] * len(looks)


def _each(sizes: list[int], looks: list[int]) -> float:
    """Bytes for each conversation between the last two looks."""
    last = len(sizes) - 1
    return (sizes[last] - sizes[last - 1]) / (looks[last] - looks[last - 1])
