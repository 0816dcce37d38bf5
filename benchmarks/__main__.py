"""`make bench`: every figure beside what it has to reach. Leaves bench.json."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import pyperf
from rich.console import Console
from rich.table import Table

from benchmarks import memory


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, beside what was asked."""

    what: str
    measured: float
    at_most: float | None
    unit: str

    @property
    def verdict(self) -> str:
        """Whether it is reached; nothing where nothing was asked."""
        if self.at_most is None:
            return ""
        return "reached" if self.measured <= self.at_most else "MISSED"


ASKED = {
    # the beginning of a benchmark's name: at most, in this unit, of which a second has so many
    "one turn of the flow": (50.0, "microseconds", 1e6),
    "one answer": (100.0, "microseconds", 1e6),
    "mesoguide plan": (600.0, "milliseconds", 1e3),
}
NOTHING = 64.0  # bytes; an empty dictionary is as large, and no conversation fits into one


def measure() -> list[Figure]:
    """Every figure, medians of fresh processes."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "speed.json"
        command = [sys.executable, "-m", "benchmarks.speed", "--processes", "5", "--values", "5", "--quiet"]
        subprocess.run([*command, "--output", str(results)], check=True)  # noqa: S603  our own command
        timed = pyperf.BenchmarkSuite.load(str(results)).get_benchmarks()
    figures = []
    for benchmark in timed:
        name = benchmark.get_name()
        of_others = (None, "microseconds", 1e6)
        at_most, unit, a_second = next((a for start, a in ASKED.items() if name.startswith(start)), of_others)
        figures.append(Figure(name, benchmark.median() * a_second, at_most, unit))
    figures.append(Figure("memory of a waiting conversation", memory.main(), NOTHING, "bytes"))
    return figures


def main() -> None:
    """Measure, print, and keep."""
    figures = measure()
    table = Table("what", "measured", "at most", "unit", "", title="Mesoguide")
    for each in figures:
        at_most = "" if each.at_most is None else f"{each.at_most:,.0f}"
        table.add_row(each.what, f"{each.measured:,.1f}", at_most, each.unit, each.verdict)
    Console(width=100).print(table)
    kept = json.dumps([asdict(figure) for figure in figures], indent=2)
    Path("bench.json").write_text(f"{kept}\n", encoding="utf-8")


main()
