"""On what everything was measured."""

import os
import platform
import timeit
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("aiohttp", "asyncpg", "cryptography", "sqlalchemy", "transitions", "uvloop")
SUMS = 20_000


def describe() -> dict[str, object]:
    """The machine, Python, and the versions of what counts. Those of the peers are pinned in requirements/bench.txt."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "microseconds of sum(range(1000))": min(timeit.repeat("sum(range(1000))", number=SUMS)) / SUMS * 1e6,
        "packages": {name: version(name) for name in PACKAGES},
    }


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text(encoding="utf-8").splitlines() if information.exists() else ()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
