"""What is counted, for Prometheus. Counts only: no label ever holds an answer, a person or an address.

With several processes, `PROMETHEUS_MULTIPROC_DIR` (set by `mesoguide run` before this is imported)
makes every count one of all processes together.
"""

import os
from contextlib import suppress
from pathlib import Path

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder in which several processes keep their counts."""

TURNS = Counter("mesoguide_turns", "Turns, by how they ended", ["outcome"])
TURN_SECONDS = Histogram(
    "mesoguide_turn_seconds",
    "From an update's arrival to its saved turn; what is sent comes after that",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
)
DELIVERY_SECONDS = Histogram(
    "mesoguide_delivery_seconds",
    "From a saved turn to its last card at Telegram, waits included",
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60),
)
IN_HAND = Gauge("mesoguide_updates_in_hand", "Updates whose cards are not delivered yet", multiprocess_mode="livesum")
REFUSALS = Counter("mesoguide_refusals", "Turns that showed why there are no numbers, of any kind")
REJECTED = Counter("mesoguide_updates_rejected", "Updates that got no turn, by the reason", ["reason"])
API_CALLS = Counter("mesoguide_api_calls", "Calls to the Bot API, by method and result", ["method", "result"])
API_RETRIES = Counter("mesoguide_api_retries", "Calls to the Bot API that were made again", ["method"])
STATS_REFUSED = Counter("mesoguide_stats_refused", "Requests for a clinic's counts with a wrong token")
DEFECTS = Counter("mesoguide_defects", "Faults of this program, by where they showed", ["where"])


def exposition() -> bytes:
    """Every count in Prometheus' text format, added up over all processes where there are several."""
    if SHARED not in os.environ:
        return generate_latest(REGISTRY)
    _forget_the_dead(Path(os.environ[SHARED]))
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # ships without this annotation
    return generate_latest(together)


def _forget_the_dead(folder: Path) -> None:
    """Drop the gauges of processes that were killed, which have no updates in hand any more; their counts stay."""
    for file in folder.glob("gauge_live*_*.db"):
        number = file.stem.rpartition("_")[2]
        if number.isdecimal() and _is_dead(int(number)):
            mark_process_dead(number)  # type: ignore[no-untyped-call]  # ships without this annotation


def _is_dead(number: int) -> bool:
    """Whether a process has ended, though perhaps nobody has waited for it yet."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    with suppress(OSError):  # only Linux tells
        return Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(") ")[2].startswith("Z")
    return False


def _create_at_zero() -> None:
    """Create counts that alerts watch before their first event: Prometheus sees no rise from a missing one."""
    for outcome in ("saved", "nothing_kept", "erased", "repeated", "delayed", "unsaved", "failed"):
        TURNS.labels(outcome)
    for reason in ("malformed", "duplicate", "other", "too_many", "secret", "too_large"):
        REJECTED.labels(reason)
    for where in ("turn", "delivery", "markup", "file", "intake", "service", "loop"):
        DEFECTS.labels(where)


_create_at_zero()
