"""`make bench`: every figure beside what was asked. A whole run leaves bench.json.

python -m benchmarks                  everything, in about 25 minutes
python -m benchmarks speed memory     only these parts
python -m benchmarks --quick          everything, much too short for figures: does it still run?
"""

import argparse
import json
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

from rich.console import Console

from benchmarks import calls, clinics, fairness, files, flow, growth, machine, memory, page, profile, rush, speed
from benchmarks.report import Report, say
from benchmarks.stage import BenchmarkError, Stage

PARTS: dict[str, Callable[..., Report]] = {
    part.__name__.rpartition(".")[2]: part.measure
    for part in (calls, flow, files, page, clinics, speed, fairness, growth, memory, rush, profile)
}
ASKED = tuple(part for part in PARTS if part != "profile")
"""What is measured unless parts are named."""


def main() -> int:
    """Measure, print, and keep."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="part", help=f"one of {', '.join(PARTS)}; all by default")
    parser.add_argument("--quick", action="store_true", help="a smoke run")
    options = parser.parse_args()
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]!r}, only {', '.join(PARTS)}")
    # Whoever stops the benchmark stops what it has started, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    kept: dict[str, object] = {"machine": machine.describe()}
    console = Console(width=None if sys.stdout.isatty() else 130)
    failed = False
    reports = []
    for part in options.parts or ASKED:
        say(f"-- {part}")
        began = perf_counter()
        try:
            with ExitStack() as stack:
                reports.append(PARTS[part](Stage(stack), quick=options.quick))
        except BenchmarkError as error:
            say(f"{part} failed: {error}")
            failed = True
        else:
            kept[part] = {"seconds": round(perf_counter() - began), **reports[-1].as_json()}
    # A few parts, or figures that do not count, must not take the place of a whole run.
    if not options.parts and not options.quick:
        Path("bench.json").write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    for report in reports:
        report.print(console)
    if options.quick:
        console.print("A smoke run: none of these figures counts.")
    return failed


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
