"""What the program logs."""

from collections.abc import Sequence

from structlog.typing import EventDict

from bot.logs import describe

Log = Sequence[EventDict]


def faults(log: Log) -> list[str]:
    """The lines about errors as they are written: an error without its message."""
    return [
        str({**line, "error": describe(line["error"])} if "error" in line else line)
        for line in log
        if line["log_level"] in ("error", "critical")
    ]
