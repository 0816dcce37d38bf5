"""On what everything was measured."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import timeit
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.bots import PEERS

OURS = ("aiohttp", "asyncpg", "cryptography", "sqlalchemy", "transitions", "uvloop")
THEIRS = ("aiogram", "aiogram-dialog", "aiohttp", "httpx", "python-telegram-bot")
ASK = "import json, sys; from importlib.metadata import version; print(json.dumps({n: version(n) for n in sys.argv[1:]}))"
SUMS = 20_000


def describe() -> dict[str, object]:
    """The machine, Python, and the versions of what counts."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "microseconds of sum(range(1000))": min(timeit.repeat("sum(range(1000))", number=SUMS)) / SUMS * 1e6,
        "product": _versions(sys.executable, OURS),
        "peers": _versions(str(PEERS), THEIRS),
    }


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text(encoding="utf-8").splitlines() if information.exists() else ()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _versions(python: str, names: tuple[str, ...]) -> dict[str, str]:
    asked = subprocess.run([python, "-c", ASK, *names], check=True, capture_output=True)  # noqa: S603  our own
    versions: dict[str, str] = json.loads(asked.stdout)
    return versions
