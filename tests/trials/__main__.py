"""Trials of what the program promises: each prints its figures beside what was asked, and ends with 1 where one is missed.

python -m tests.trials rush                        10,000 newcomers within a minute, at Telegram's rate
python -m tests.trials kills --way polling         kill -9, again and again, while people talk
python -m tests.trials troubles --trouble locked   each trouble of the database, of Telegram and of the process
python -m tests.trials steady                      memory under a steady load
python -m tests.trials two                         two processes on PostgreSQL beside one
"""

import argparse
import sys
from collections.abc import Callable

from rich.console import Console

from benchmarks.report import Report
from tests.kit.deployment import Way
from tests.trials import kills, rush, steady, troubles, two
from tests.trials.options import Options

TRIALS: dict[str, Callable[[Options], list[Report]]] = {
    trial.__name__.rpartition(".")[2]: trial.measure for trial in (rush, kills, troubles, steady, two)
}


def main() -> int:
    """Play, print, and tell whether everything held."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.trials", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("trials", nargs="+", choices=TRIALS, metavar="trial", help=f"one of {', '.join(TRIALS)}")
    ways = [way.name.lower() for way in Way]
    parser.add_argument("--way", action="append", choices=ways, help="how the bot runs; in every way by default")
    parser.add_argument("--people", type=int, default=10_000, help="newcomers of the rush")
    parser.add_argument("--rate", type=float, default=30, help="messages a second that Telegram takes in the rush")
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--minutes", type=float, default=10, help="of the steady load")
    parser.add_argument("--trouble", action="append", default=[], help="troubles by the beginning of their names")
    given = parser.parse_args()
    options = Options(
        tuple(Way[way.upper()] for way in given.way or ways),
        given.people,
        given.rate,
        given.kills,
        given.minutes,
        tuple(given.trouble),
    )
    reports = [report for trial in given.trials for report in TRIALS[trial](options)]
    console = Console(width=None if sys.stdout.isatty() else 130)
    for report in reports:
        report.print(console)
    return int(any(not claim.reached for report in reports for claim in report.claims))


if __name__ == "__main__":
    sys.exit(main())
