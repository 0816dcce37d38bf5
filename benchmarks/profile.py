"""Where the CPU of a turn goes: the product and the floor, looked at tick by tick."""

import json
import signal
from collections import Counter
from dataclasses import replace
from pathlib import Path

import psutil

from benchmarks.bots import FLOOR, ROOT, SQLITE
from benchmarks.report import Cell, Report
from benchmarks.stage import Running, Stage

BOTS = (SQLITE, FLOOR)
AT_ONCE = 64
LEAST = 0.01
"""The smallest share that gets a row of its own."""


def measure(stage: Stage, *, quick: bool) -> Report:
    """Microseconds of a turn by module of ours and by package of others. Under a minute."""
    rows: list[tuple[Cell, ...]] = []
    for bot in BOTS:
        out = stage.folder / "profile.json"
        python, _, *module = bot.command
        profiled = replace(bot, command=(python, "-m", "benchmarks.profiled", str(out), *module))
        running = stage.start(profiled)
        stage.talk(running, AT_ONCE, 1)
        running.process.send_signal(signal.SIGUSR1)
        window = stage.talk(running, AT_ONCE, 2 if quick else 20)
        beside = _other_threads(running)
        running.end()
        ticks = Counter[str]()
        for file, _function, count in json.loads(out.read_text(encoding="utf-8")):
            ticks[_place(file)] += count
        shares = {place: count / ticks.total() * (1 - beside) for place, count in ticks.most_common()}
        shares["(other threads)"] = beside
        shares["(less than 1 % each)"] = sum(share for share in shares.values() if share < LEAST)
        rows += [
            (bot.name, place, 1000 * window.cost * share, 100 * share)
            for place, share in sorted(shares.items(), key=lambda item: -item[1])
            if share >= LEAST
        ]
    return Report(f"Where the CPU of a turn goes, {AT_ONCE} at once", ("bot", "where", "microseconds", "%"), rows)


def _other_threads(running: Running) -> float:
    """Which part of its CPU a process has spent outside its main thread."""
    threads = psutil.Process(running.process.pid).threads()
    spent = {thread.id: thread.user_time + thread.system_time for thread in threads}
    return 1 - float(spent[running.process.pid] / sum(spent.values()))


def _place(file: str) -> str:
    path = Path(file)
    if path.suffix != ".py":
        return file  # what Python or a library has made while it runs
    if "site-packages" in path.parts:
        return path.parts[path.parts.index("site-packages") + 1]
    if path.is_relative_to(ROOT):
        return str(path.relative_to(ROOT))
    return path.name if path.parent.name.startswith("python") else path.parent.name
