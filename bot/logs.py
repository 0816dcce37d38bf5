"""Logs that give nobody away: no answer, no name, no token and no message of an error is in them.

Every line is an event with named values: JSON where a machine reads it, columns on a terminal. An error
is logged as its class and the lines it passed. Its message is left out, because messages quote values,
and values here are about somebody's health.
"""

import logging
import sys
import traceback
from collections.abc import Sequence
from functools import partial

import stamina.instrumentation
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.locale.printable import printable
from bot.settings import Format, Level

LOUD = ("aiohttp", "alembic", "asyncpg", "httpcore", "httpx", "sqlalchemy", "uvicorn", "watchfiles")
"""Libraries whose messages below a warning hold request addresses or values, or come again and again."""

INDISCREET = ("asyncio", "telegram")
"""Libraries whose errors quote an exception's message, or an answer of Telegram that could not be parsed."""

MAX_FRAMES = 6  # of an error that are logged, the innermost first


def describe(error: BaseException) -> str:
    """An error without its message: "KeyError at planner.py:88 < flow.py:120"."""
    frames = traceback.extract_tb(error.__traceback__)[-MAX_FRAMES:]
    places = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}" if places else type(error).__name__


def configure(level: Level, *secrets: str, form: Format = "auto") -> None:
    """Log to standard error from `level` on, with dots in place of `secrets`.

    `form` is "console" for people, "json" for machines, or "auto": for people where standard error is a terminal.
    """
    for_people = form == "console" or (form == "auto" and sys.stderr.isatty())
    threshold = logging.getLevelNamesMapping()[level]
    shared: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _errors_without_their_message,
        _printable_values,
    ]
    last: list[Processor] = [
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)
        if for_people
        else structlog.processors.JSONRenderer(ensure_ascii=False),
        partial(_masked, tuple(filter(None, secrets))),
    ]
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    _take_over_libraries(threshold, shared, last)
    # Its own hook would log the error with its message.
    stamina.instrumentation.set_on_retry_hooks([])


def _take_over_libraries(threshold: int, shared: Sequence[Processor], last: Sequence[Processor]) -> None:
    """What libraries log goes the same way, from warnings on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    logging.basicConfig(level=threshold, handlers=[handler], force=True)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in INDISCREET:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _errors_without_their_message(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """`error=` and whatever a library logs with an exception become what `describe` says."""
    caught = event.pop("exc_info", None)
    error = caught[1] if isinstance(caught, tuple) else event.get("error")
    if isinstance(error, BaseException):
        event["error"] = describe(error)
    return event


def _printable_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Paths, settings and problems of files hold what somebody wrote: a terminal shows it and obeys nothing."""
    return {name: _safe(value) for name, value in event.items()}


def _safe(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_safe(each) for each in value]
    return printable(value) if isinstance(value, str) and not value.isprintable() else value


def _masked(secrets: tuple[str, ...], _logger: WrappedLogger, _method: str, line: EventDict | str) -> str:
    """A line with dots in place of every secret in it."""
    written = str(line)
    for secret in secrets:
        written = written.replace(secret, "...")
    return written
