"""Calls to Telegram that are tried again when trying again can help."""

from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

import stamina
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from bot.metrics import API_RETRIES
from bot.telegram.client.errors import seconds_asked

P = ParamSpec("P")
T = TypeVar("T")

ATTEMPTS = 8
MAX_SECONDS = 600  # that one call may take in all
MAX_WAIT = 5  # seconds between two attempts, unless Telegram asks for more


def _worth_another_try(error: Exception) -> bool | float:
    """How many seconds to wait where Telegram says so, whether to try again at all elsewhere."""
    if isinstance(error, RetryAfter):
        return seconds_asked(error)
    # telegram counts a bad request as a network error, but it stays bad
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest)


async def with_retries(call: Callable[P, Awaitable[T]], *args: P.args, **options: P.kwargs) -> T:
    """The result of `call(*args, **options)`, tried again after a cut connection, a 5xx, or as `retry_after` asks.

    Raises the `TelegramError` of the last attempt, or one that no other attempt can mend.
    """
    try:
        return await call(*args, **options)
    except TelegramError as error:
        if _worth_another_try(error) is False:
            raise
        failed = error

    async def again() -> T:
        API_RETRIES.labels(call.__name__).inc()
        return await call(*args, **options)

    return await retry(again, failed, on=_worth_another_try, attempts=ATTEMPTS, timeout=MAX_SECONDS)


async def retry(
    call: Callable[[], Awaitable[T]],
    failed: Exception,
    *,
    on: type[Exception] | tuple[type[Exception], ...] | Callable[[Exception], bool | float],
    attempts: int | None = None,
    timeout: float | None = None,  # noqa: ASYNC109  stamina's own, over all attempts
) -> T:
    """The result of `call`, after a first attempt `failed`; `attempts` and `timeout`, in seconds, limit all of them.

    Only now, since to set retries up costs as much as a call to Telegram. Raises what the last attempt raised.
    """
    async for attempt in stamina.retry_context(on=on, attempts=attempts, timeout=timeout, wait_max=MAX_WAIT):
        with attempt:
            if attempt.num == 1:
                raise failed
            return await call()
    raise AssertionError("stamina returns or raises")  # pragma: no cover
