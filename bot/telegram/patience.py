"""Calls to Telegram that are tried again when trying again can help."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import ParamSpec, TypeVar

import stamina
from telegram.error import BadRequest, NetworkError, RetryAfter

P = ParamSpec("P")
T = TypeVar("T")

ATTEMPTS = 5
LONGEST = 60  # seconds that one call may take in all


def _worth_another_try(error: Exception) -> bool | float:
    """How many seconds to wait where Telegram says so, whether to try again at all elsewhere."""
    if isinstance(error, RetryAfter):
        asked = error.retry_after
        return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)
    # telegram counts a bad request as a network error, but it stays bad
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest)


async def patiently(call: Callable[P, Awaitable[T]], *args: P.args, **options: P.kwargs) -> T:
    """The result of `call(*args, **options)`, tried again after a cut connection, a 5xx, or as `retry_after` asks."""
    async for attempt in stamina.retry_context(on=_worth_another_try, attempts=ATTEMPTS, timeout=LONGEST):
        with attempt:
            return await call(*args, **options)
    raise AssertionError("stamina returns or raises")  # pragma: no cover
