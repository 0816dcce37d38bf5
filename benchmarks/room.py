"""The room that files take in a process: what the first one loads, and what stays of many."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import chain, islice
from time import perf_counter

import psutil

from benchmarks.courses import FULLEST, LONGEST, days, file

MANY = 600
"""Different pictures, more than are kept."""

PAGES = 30


def in_fresh_process(*, quick: bool) -> dict[str, float]:
    """The figures of `main`, from a process that has made no file yet."""
    command = [sys.executable, "-m", "benchmarks.room", str(MANY // 20 if quick else MANY)]
    done = subprocess.run(command, check=True, capture_output=True)  # noqa: S603  our own command
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(pictures: int) -> dict[str, float]:
    """Milliseconds of the first picture, and MB of resident memory that files add.

    Twice as many pictures show whether it ever ends.
    """
    process, languages, starts = psutil.Process(), ("en", "ru"), days()
    before = process.memory_info().rss

    def added() -> float:
        return float(process.memory_info().rss - before) / 1e6

    first = file(LONGEST.picture(next(starts)), "en")
    began = perf_counter()
    first()
    found = {"first": 1000 * (perf_counter() - began), "after the first": added()}
    for name in ("after many", "after twice as many"):
        for start in islice(starts, pictures):
            file(LONGEST.picture(start), "en")()
        found[name] = added()
    for language, start in chain.from_iterable(
        ((language, start) for language in languages) for start in islice(starts, PAGES)
    ):
        file(FULLEST.page(start), language)()
        file(FULLEST.calendar(start), language)()
    found["with pages and calendars"] = added()
    return found


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
