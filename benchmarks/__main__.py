"""`make bench`: every figure beside what it has to reach. Leaves bench.json."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pyperf
from rich.console import Console
from rich.table import Table

from benchmarks import memory

MICRO = 1e6  # microseconds in a second
LIMITS = {"one turn": 50.0, "one answer": 100.0, "mesoguide plan": 600_000.0}  # microseconds
LIMIT_BYTES = 64  # a list or a dictionary grows by steps; one more conversation adds nothing of its own


def measure() -> list[tuple[str, float, float, str]]:
    """Rows of what, measured, asked at most, unit."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "speed.json"
        command = [sys.executable, "-m", "benchmarks.speed", "--processes", "5", "--values", "5", "--quiet"]
        subprocess.run([*command, "--output", str(results)], check=True)  # noqa: S603  our own command
        timed = pyperf.BenchmarkSuite.load(str(results)).get_benchmarks()
    rows = []
    for benchmark in timed:
        name = benchmark.get_name()
        limit = next(limit for start, limit in LIMITS.items() if name.startswith(start))
        rows.append((name, benchmark.median() * MICRO, limit, "microseconds, median"))
    rows.append(("memory of a waiting conversation", memory.main(), LIMIT_BYTES, "bytes"))
    return rows


def main() -> None:
    """Measure, print, and keep."""
    rows = measure()
    table = Table("what", "measured", "at most", "unit", title="Mesoguide")
    for name, value, limit, unit in rows:
        table.add_row(name, f"{value:,.1f}", f"{limit:,.0f}", unit)
    Console(width=100).print(table)
    figures = [{"what": n, "measured": v, "at_most": m, "unit": u} for n, v, m, u in rows]
    Path("bench.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


main()
