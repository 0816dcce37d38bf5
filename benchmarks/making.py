"""The timed part about files: pyperf starts this file in fresh processes and keeps the median."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pyperf
from dialogs.replies import Reply

from benchmarks.courses import FULLEST, LONGEST, SHORT, days, file

LANGUAGES = {"en": "English", "ru": "Russian"}


def fresh(reply: Callable[[date], Reply], language: str) -> Callable[[], bytes]:
    """Make a file of a course that starts on another day each time."""
    starts = days()

    def once() -> bytes:
        return file(reply(next(starts)), language)()

    return once


def main() -> None:
    """Time everything; pyperf's own options apply."""
    runner = pyperf.Runner()
    for language, name in LANGUAGES.items():
        runner.bench_func(f"a picture of a short course, {name}", fresh(SHORT.picture, language))
        runner.bench_func(f"a picture of the longest course, {name}", fresh(LONGEST.picture, language))
        known = file(LONGEST.picture(next(days())), language)
        runner.bench_func(f"the same from the cache, {name}", known)
        runner.bench_func(f"a page for a consultation, the fullest, {name}", fresh(FULLEST.page, language))
        runner.bench_func(f"a calendar of the longest course, {name}", fresh(LONGEST.calendar, language))


if __name__ == "__main__":
    main()
