"""A file of many clinics: how long it takes to read it again, and who waits meanwhile."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import uvloop

from benchmarks.report import Claim, Report, middle, percentile, say
from benchmarks.stage import Stage
from bot.clinics.file import read
from bot.guide import read_guide
from tests.kit.clinics import SMILE

CLINICS = 1_000
RELOAD = 200.0
"""Milliseconds that reading all of them may take."""

TICK = 0.001
"""Seconds between two looks at the event loop."""

T = TypeVar("T")


def text(clinics: int = CLINICS) -> str:
    """A file in which each of so many clinics says everything about itself."""
    return "".join(SMILE.replace('"smile"', f'"clinic-{number:04}"') for number in range(clinics))


def measure(stage: Stage, *, quick: bool) -> Report:
    """Read the file again and again beside an event loop. About 10 seconds."""
    say(f"a file of {CLINICS:,} clinics, again and again")
    file = stage.folder / "clinics.toml"
    file.write_text(text(), encoding="utf-8")
    first, times, delays, calm = uvloop.run(_reload(file, 2 if quick else 30))
    return Report(
        f"A file of {CLINICS:,} clinics, {file.stat().st_size / 1e6:.2f} MB",
        ("what", "measured", "unit"),
        [
            ("reading it for the first time", first, "ms"),
            ("reading it again, p50", middle(times), "ms"),
            ("the slowest", max(times), "ms"),
            ("delay of the event loop when nothing is read, p99", percentile(calm, 99), "ms"),
            ("delay of the event loop meanwhile, p50", middle(delays), "ms"),
            ("p99", percentile(delays, 99), "ms"),
            ("the longest", max(delays), "ms"),
        ],
        [Claim(f"reading {CLINICS:,} clinics again, p50", middle(times), RELOAD, "ms")],
        (f"The delay is that of something that is due every {1000 * TICK:.0f} ms.",),
    )


async def _reload(file: Path, times: int) -> tuple[float, list[float], list[float], list[float]]:
    """Milliseconds: the first reading, each further one, and the delays meanwhile and without any."""
    guide = read_guide()

    async def once() -> float:
        began = perf_counter()
        await asyncio.to_thread(read, file, guide)
        return 1000 * (perf_counter() - began)

    first = await once()
    taken, delays = [], []
    for _time in range(times):
        took, late = await _beside(once())
        taken.append(took)
        delays += late
    _nothing, calm = await _beside(asyncio.sleep(1))
    return first, taken, delays, calm


async def _beside(work: Awaitable[T]) -> tuple[T, list[float]]:
    """What `work` gives, and how many milliseconds late each tick of the event loop was meanwhile."""
    task, late = asyncio.ensure_future(work), []
    while not task.done():
        due = perf_counter() + TICK
        await asyncio.sleep(TICK)
        late.append(1000 * (perf_counter() - due))
    return task.result(), late
