"""What is said while something is measured, on standard error."""

from __future__ import annotations

import sys
from time import perf_counter

_BEGAN = perf_counter()


def say(what: str) -> None:
    """One line, with the seconds since the beginning."""
    print(f"{perf_counter() - _BEGAN:6.0f} s  {what}", file=sys.stderr, flush=True)
