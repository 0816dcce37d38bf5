"""Medians of fresh processes, which pyperf starts."""

from __future__ import annotations

import subprocess
import sys

import pyperf

from benchmarks.stage import Stage


def medians(stage: Stage, module: str, *, quick: bool) -> dict[str, float]:
    """Run the benchmarks of `benchmarks.<module>`; the median of each in seconds, by its name."""
    results = stage.folder / f"{module}.json"
    processes = "1" if quick else "5"
    command = [
        sys.executable,
        "-m",
        f"benchmarks.{module}",
        "--processes",
        processes,
        "--values",
        "5",
        "--quiet",
    ]
    subprocess.run([*command, "--output", str(results)], check=True)  # noqa: S603  our own command
    suite = pyperf.BenchmarkSuite.load(str(results))
    return {benchmark.get_name(): benchmark.median() for benchmark in suite.get_benchmarks()}
