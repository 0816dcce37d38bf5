"""Runs a module as `python -m` does, and notes on which line its main thread is, tick by tick of its CPU.

    python -m benchmarks.profiled out.json bot run

It begins at SIGUSR1. The operating system ticks 100 to 1000 times for a second of CPU. C code is counted to the line that calls it,
and the event loop's own to the line that runs the loop. Nothing is slowed down, unlike under cProfile.
"""

from __future__ import annotations

import json
import runpy
import signal
import sys
from collections import Counter
from pathlib import Path
from types import FrameType

TICK = 0.001
"""Seconds of CPU between two looks; a kernel may tick more slowly."""


def main() -> None:
    """Look until the module ends, or is asked to."""
    _, out, module, *arguments = sys.argv
    sys.argv = [module, *arguments]
    seen: Counter[tuple[str, str]] = Counter()

    def look(_signal: int, frame: FrameType | None) -> None:
        if frame:
            seen[frame.f_code.co_filename, frame.f_code.co_qualname] += 1

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGPROF, look)
    signal.signal(signal.SIGUSR1, lambda *_: signal.setitimer(signal.ITIMER_PROF, TICK, TICK))
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        Path(out).write_text(json.dumps([[*place, ticks] for place, ticks in seen.items()]), encoding="utf-8")


main()
