"""Long polling: updates are fetched in batches, and a batch is confirmed when its turns are saved."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import structlog
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.metrics import DEFECTS
from bot.telegram.client.api import Api
from bot.telegram.client.retry import seconds_asked
from bot.telegram.dispatcher import Dispatcher
from bot.telegram.updates import ALLOWED, number_of

log = structlog.get_logger(__name__)

FIRST_PAUSE, MAX_PAUSE = 0.5, 30.0  # seconds before the next poll after one that failed


async def poll(dispatcher: Dispatcher, stop: asyncio.Event) -> None:
    """Fetch updates and hand them in, until told to stop.

    Telegram forgets an update when the next poll names a higher offset; that poll is not sent before the
    turn of every update before it is saved.
    """
    api = dispatcher.channel.api
    offset: int | None = None
    pause = FIRST_PAUSE
    while not stop.is_set():
        try:
            found = await _unless(stop, api, offset)
        except TelegramError as error:
            if isinstance(error, InvalidToken):
                log.error("Telegram does not accept BOT_TOKEN any more", error=error)
                pause = MAX_PAUSE
            else:
                log.warning("updates could not be fetched", error=error)
            if isinstance(error, RetryAfter):
                pause = seconds_asked(error)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
            pause = min(pause * 2, MAX_PAUSE)
        else:
            pause = FIRST_PAUSE
            if not await _take_in(found, dispatcher):
                return
            numbers = [number for number in map(number_of, found) if number is not None]
            offset = max(numbers) + 1 if numbers else offset
    if offset is not None:
        with suppress(TelegramError):  # else they come again, and are known
            await api.poll(offset, ALLOWED, seconds=0)


async def _unless(stop: asyncio.Event, api: Api, offset: int | None) -> Sequence[Any]:
    """What a poll brings; nothing where it is told to stop first."""
    polling = asyncio.create_task(api.poll(offset, ALLOWED))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((polling, stopping), return_when=asyncio.FIRST_COMPLETED)
        return polling.result() if polling.done() else ()
    finally:
        polling.cancel()
        stopping.cancel()


async def _take_in(found: Sequence[Any], dispatcher: Dispatcher) -> bool:
    """Every turn of a batch, to where it is saved; False where one was cancelled before that."""
    saved = []
    told = False
    for raw in found:
        accepted = dispatcher.accept(raw)
        if accepted.saved:
            saved.append(accepted.saved)
        if accepted.query and not (accepted.dropped and told):
            told = told or accepted.dropped
            text = dispatcher.channel.slow_down_text(accepted.language) if accepted.dropped else None
            dispatcher.spawn(dispatcher.channel.answer(accepted.query, text))
    if saved:
        await asyncio.wait(saved)
    if any(task.cancelled() for task in saved):
        return False
    for fault in filter(None, (task.exception() for task in saved)):
        DEFECTS.labels("intake").inc()
        log.error("an update was lost", error=fault)
    return True
