"""Processes that end with whoever started them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PATIENCE = 20
"""Seconds that a process may take to end when it is asked to."""


@contextmanager
def process(*command: str, **options: Any) -> Iterator[subprocess.Popen[bytes]]:  # noqa: ANN401  Popen's own
    """A process, with the options of `subprocess.Popen`, while the `with` block lasts."""
    started = subprocess.Popen(command, **options)  # noqa: S603  our own commands
    try:
        yield started
    finally:
        end(started)


def end(started: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, and make it end where it does not."""
    started.terminate()
    try:
        started.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        started.kill()
        started.wait()
