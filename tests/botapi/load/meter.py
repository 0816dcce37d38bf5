"""Turns, their time, and the CPU that processes spent meanwhile."""

from collections.abc import Iterable, Sequence
from time import perf_counter, process_time

import psutil


def cpu(processes: Iterable[int]) -> float:
    """Seconds of CPU that `processes` and all their children have spent so far."""
    spent = 0.0
    for number in processes:
        process = psutil.Process(number)
        for each in (process, *process.children(recursive=True)):
            times = each.cpu_times()
            spent += times.user + times.system
    return spent


class Meter:
    """Counts between `start` and `stop`. `bot`: its process; `beside`: processes that work for it."""

    def __init__(self, bot: int, beside: Sequence[int]) -> None:
        self._bot, self._beside = (bot,), beside
        self._running = False
        self._turns: list[float] = []
        self._before: tuple[float, ...] = ()

    def turn(self, seconds: float) -> None:
        """A turn took so long."""
        if self._running:
            self._turns.append(seconds)

    def start(self) -> None:
        """From now on."""
        self._before = self._now()
        self._running = True

    def stop(self) -> dict[str, object]:
        """Everything in seconds: the window, each turn, and CPU of the bot, of `beside` and of this process."""
        self._running = False
        spent = (after - before for after, before in zip(self._now(), self._before, strict=True))
        seconds, bot, beside, server = spent
        turns = [round(turn, 6) for turn in self._turns]
        return {"seconds": seconds, "turns": turns, "cpu": bot, "beside": beside, "server": server}

    def _now(self) -> tuple[float, ...]:
        return perf_counter(), cpu(self._bot), cpu(self._beside), process_time()
