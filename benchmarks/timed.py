"""The timed parts: pyperf starts this file in fresh processes, and the medians are kept.

python -m benchmarks.timed turns | files
"""

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pyperf

from benchmarks import product
from benchmarks.product import Answers, Make
from benchmarks.script import LONGEST
from benchmarks.stage import Stage
from dialogs.planning.planner import plan
from dialogs.questions.screening import ASK_FIRST
from dialogs.questions.steps import STEP

SHORT = product.answers(concern="radiance", skin_type="normal", age="30_44")
DIABETIC: Answers = {**LONGEST, "health": ("diabetes",)}
EVERYTHING = tuple(option.id for option in STEP["lifestyle"].choices)
FULLEST: Answers = {**LONGEST, "lifestyle": EVERYTHING, "health": ASK_FIRST}
PLANNED = product.answers(
    **{**DIABETIC, "area": "thighs", "age": "45_59", "lifestyle": ("active", "smoking", "stress")}
)
NEXT = ("area:thighs", "severity:severe", "age:45_59", "lifestyle:active", "health:none")
"""A tap at the beginning, in the middle, on a several-choice card, and on the last question."""

LANGUAGES = {"en": "English", "ru": "Russian"}


def medians(stage: Stage, group: str, *, quick: bool) -> dict[str, float]:
    """Run a group of benchmarks; the median of each in seconds, by its name."""
    results = stage.folder / f"{group}.json"
    options = ("--processes", "1" if quick else "5", "--values", "5", "--quiet", "--output", str(results))
    command = [sys.executable, "-m", "benchmarks.timed", group, *options]
    subprocess.run(command, check=True)  # noqa: S603  our own command
    suite = pyperf.BenchmarkSuite.load(str(results))
    return {benchmark.get_name(): benchmark.median() for benchmark in suite.get_benchmarks()}


def turns(runner: pyperf.Runner) -> None:
    """The dialog, the planner and the command."""
    each = {data: product.turn(data, PLANNED) for data in NEXT}

    def all_turns() -> None:
        for turn in each.values():
            turn()

    runner.bench_func("one turn of the flow", all_turns, inner_loops=len(each))
    for data, turn in each.items():
        runner.bench_func(f"of these, {data}", turn)
    runner.bench_func("one answer of the planner", plan, PLANNED, product.GUIDE.protocol)
    command = [sys.executable, "-m", "bot", "plan", *_arguments(PLANNED)]
    runner.bench_command("mesoguide plan, start to output", command)


def files(runner: pyperf.Runner) -> None:
    """What goes along with an answer, each time of another day."""
    for language, name in LANGUAGES.items():
        for what, make, of in (
            ("a picture of a short course", product.picture, SHORT),
            ("a picture of the longest course", product.picture, DIABETIC),
            ("a page for a consultation, the fullest", product.page, FULLEST),
            ("a calendar of the longest course", product.calendar, DIABETIC),
        ):
            runner.bench_func(f"{what}, {name}", _fresh(make, of, language))
        known = product.picture(DIABETIC, product.NOW.date(), language)
        runner.bench_func(f"the same picture from the cache, {name}", known)


def _arguments(answered: Answers) -> list[str]:
    return [f"{key}={said if isinstance(said, str) else ','.join(said)}" for key, said in answered.items()]


def _fresh(make: Callable[..., Make], answered: Answers, language: str) -> Callable[[], bytes]:
    days = (product.NOW.date() + timedelta(number) for number in count(1))

    def once() -> bytes:
        return make(answered, next(days), language)()

    return once


if __name__ == "__main__":
    group = {"turns": turns, "files": files}[sys.argv.pop(1)]
    group(pyperf.Runner(program_args=("-m", "benchmarks.timed", group.__name__)))
