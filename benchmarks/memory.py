"""Resident memory, as ever more people open the link."""

import psutil

from benchmarks.bots import SQLITE
from benchmarks.report import Claim, Report, say
from benchmarks.stage import Running, Stage

AFTER = (1_000, 10_000, 100_000, 150_000)
"""By the third the page cache of SQLite is full."""

FIRST = 10_000_000
"""The chat of the first of them."""

NOTHING = 64.0
"""Bytes for each further conversation; no conversation fits into as little."""


def measure(stage: Stage, *, quick: bool) -> Report:
    """Resident memory. About 3 minutes."""
    looks = [people // 100 if quick else people for people in AFTER]
    running, sizes = stage.start(SQLITE), list[int]()
    for before, people in zip([0, *looks], looks, strict=False):
        stage.play("look", running, first=FIRST + before, people=people - before, at_once=16)
        sizes.append(resident(running))
        say(f"{sizes[-1] / 1e6:.1f} MB after {people:,} conversations")
    each = (sizes[-1] - sizes[-2]) / (looks[-1] - looks[-2])
    return Report(
        "Resident memory after so many conversations",
        ("conversations", "MB"),
        [(f"{people:,}", size / 1e6) for people, size in zip(looks, sizes, strict=True)],
        [Claim("memory of a further conversation", each, NOTHING, "bytes")],
        ("It grows by the page cache of SQLite until that is full, at 16 MB.",),
    )


def resident(running: Running) -> int:
    """Resident bytes of a bot and its children."""
    process = psutil.Process(running.process.pid)
    return sum(each.memory_info().rss for each in (process, *process.children(recursive=True)))
