"""A steady load for minutes: the memory of the bot stays what it was."""

from contextlib import ExitStack

from benchmarks.bots import SQLITE, TWO_PROCESSES, WEBHOOK
from benchmarks.memory import resident
from benchmarks.report import Claim, Report, say
from benchmarks.stage import Stage, Windows, median
from tests.kit.deployment import Way
from tests.trials.options import Options

BOTS = {Way.POLLING: SQLITE, Way.WEBHOOK: WEBHOOK, Way.PROCESSES: TWO_PROCESSES}

PEOPLE = 64
FULL_SPEED = 5.0
"""Seconds in which it is found out how much the bot can do."""

SHARE = 1 / 3
"""Of that, what the load is."""

WARM_UP = 0.2
"""Of the time, before which memory does not count."""

LOOKS = 20
"""How often memory is looked at."""

AT_MOST = 5.0
"""Megabytes by which it may grow after the warm-up."""


def measure(options: Options) -> list[Report]:
    """A report for each way."""
    return [_measured(way, options.minutes) for way in options.ways]


def _measured(way: Way, minutes: float) -> Report:
    with ExitStack() as stack:
        stage = Stage(stack)
        running = stage.start(BOTS[way])
        full = stage.talk(running, PEOPLE, FULL_SPEED).rate
        windows, sizes = Windows(), list[float]()
        for look in range(LOOKS):
            load = {"people": PEOPLE, "per_second": full * SHARE, "seconds": 60 * minutes / LOOKS}
            windows.append(stage.window("stroll", running, **load))
            sizes.append(resident(running) / 1e6)
            say(f"{way.value}: {look + 1} of {LOOKS}, {windows[-1].rate:,.0f} turns a second, {sizes[-1]:.1f} MB")
    warm = sizes[int(WARM_UP * LOOKS) :]
    return Report(
        f"{minutes:g} minutes at a steady load, {way.value}",
        ("", ""),
        [
            ("turns a second at full speed", full),
            ("turns a second", median(windows, "rate")),
            ("p99 ms", median(windows, "p99")),
            ("MB after the warm-up", warm[0]),
            ("MB at the end", warm[-1]),
            ("MB at most", max(warm)),
        ],
        [Claim("growth of resident memory after the warm-up", warm[-1] - warm[0], AT_MOST, "MB")],
    )
