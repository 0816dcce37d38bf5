"""Logging that cannot give anybody away: no answer, no name, no token, no message of an error.

An error is logged as its class and the places it passed. Its message stays out, because messages
quote values, and values here are about somebody's health.
"""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType

import stamina.instrumentation

LOUD = ("httpx", "httpcore", "telegram", "apscheduler", "aiosqlite", "alembic", "sqlalchemy")
"""Libraries whose informative messages hold request addresses (with the token) or values."""

PLACES = 6  # frames of an error that are logged, innermost last


def describe(error: BaseException) -> str:
    """An error without its message: "KeyError at planner.py:88 < flow.py:120"."""
    frames = traceback.extract_tb(error.__traceback__)[-PLACES:]
    places = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}" if places else type(error).__name__


class _Discreet(logging.Formatter):
    """Writes errors as `describe` does, and secrets as dots."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = tuple(secret for secret in secrets if secret)

    def formatException(  # noqa: N802  the name is logging's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return describe(ei[1]) if ei[1] else ""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "...")
        return line


def configure(level: str, *secrets: str) -> None:
    """Log to standard error from `level` on; `secrets` never appear."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Discreet(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Its own hook would log the error with its message.
    stamina.instrumentation.set_on_retry_hooks([])
