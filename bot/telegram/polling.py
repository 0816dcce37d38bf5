"""Long polling: updates are fetched in batches, and confirmed from the oldest on as their turns are saved.

Telegram forgets an update when a poll names a higher offset, and gives a hundred from there on. While the oldest
cannot be saved, the polls ask from it on again and again, so that those behind it are heard all the same, up to
a hundred.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from typing import Any

import structlog
from telegram.error import InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.metrics import DEFECTS
from bot.telegram.client.api import POLL_SECONDS
from bot.telegram.client.errors import seconds_asked
from bot.telegram.dispatcher import Accepted, Dispatcher
from bot.telegram.updates import ALLOWED, number_of

log = structlog.get_logger(__name__)

PAUSE = 1.0  # seconds before the next poll where the network failed: what waits at Telegram may be about danger
LONG_PAUSE = 10.0  # where only the operator can help
LOG_SECONDS = 30.0  # between two lines of the log about the same
LOOK_SECONDS = 0.3  # before the next poll while something is not saved yet
STALLED_SECONDS = 60.0  # without an answer to any poll


class Poller:
    """Fetches updates and hands them in."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self._api = dispatcher.channel.api
        self._unsaved: dict[int, asyncio.Task[None]] = {}  # by the number of the update, oldest first
        self._saved: set[int] = set()  # those that Telegram gives again, since an older one is not saved
        self._next: int | None = None  # the first update that was not fetched yet
        self._heard = monotonic()
        self._logged = float("-inf")

    async def state(self) -> str:
        """Whether polls are answered: "ok" or "away"."""
        return "ok" if monotonic() - self._heard < STALLED_SECONDS else "away"

    async def poll(self, stop: asyncio.Event) -> None:
        """Fetch updates and hand them in, until told to stop."""
        while not stop.is_set():
            try:
                found = await self._fetch(stop)
            except TelegramError as error:
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), self._pause_after(error))
            else:
                self._heard = monotonic()
                self._take_in(found)
                await self._forget_saved(LOOK_SECONDS)
        await self._forget_saved(None)  # whoever stops the bot cancels what cannot be saved
        if self._offset is not None:
            with suppress(TelegramError):  # else they come again, and are known
                await self._api.poll(self._offset, ALLOWED, seconds=0)

    @property
    def _offset(self) -> int | None:
        """The oldest update that Telegram has to keep."""
        return next(iter(self._unsaved), self._next)

    async def _fetch(self, stop: asyncio.Event) -> Sequence[Any]:
        """What a poll brings; nothing where it is told to stop first."""
        seconds = 0 if self._unsaved else POLL_SECONDS
        polling = asyncio.create_task(self._api.poll(self._offset, ALLOWED, seconds))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait((polling, stopping), return_when=asyncio.FIRST_COMPLETED)
            return polling.result() if polling.done() else ()
        finally:
            polling.cancel()
            stopping.cancel()

    def _take_in(self, found: Sequence[Any]) -> None:
        """Hand in what was not fetched before."""
        told = False
        for raw in found:
            number = number_of(raw)
            if number in self._unsaved or number in self._saved:
                continue
            accepted = self._dispatcher.accept(raw)
            if number is not None:
                self._next = number + 1
                if accepted.saved:
                    self._unsaved[number] = accepted.saved
            told = self._answer(accepted, told=told)

    def _answer(self, accepted: Accepted, *, told: bool) -> bool:
        """Stop the clock on a button; whether somebody was told to slow down in this batch."""
        channel = self._dispatcher.channel
        if accepted.query and not (accepted.dropped and told):
            text = channel.slow_down_text(accepted.language) if accepted.dropped else None
            self._dispatcher.spawn(channel.answer(accepted.query, text))
        return told or accepted.dropped

    async def _forget_saved(self, seconds: float | None) -> None:
        """Wait at most so many `seconds` for turns to be saved, and forget those that are."""
        if self._unsaved:
            await asyncio.wait(self._unsaved.values(), timeout=seconds)
        for number, task in tuple(self._unsaved.items()):
            if task.cancelled() or not task.done():
                continue  # one that was cancelled stays with Telegram
            if fault := task.exception():
                DEFECTS.labels("intake").inc()
                log.error("an update was lost", error=fault)
            del self._unsaved[number]
            self._saved.add(number)
        oldest = self._offset
        self._saved = {number for number in self._saved if oldest is not None and number >= oldest}

    def _pause_after(self, error: TelegramError) -> float:
        """Log why a poll failed, now and then; seconds until the next."""
        if monotonic() - self._logged > LOG_SECONDS:
            self._logged = monotonic()
            if isinstance(error, InvalidToken):
                log.error("Telegram does not accept BOT_TOKEN any more", error=error)
            else:
                log.warning("updates could not be fetched", error=error)
        if isinstance(error, RetryAfter):
            return seconds_asked(error)
        return PAUSE if isinstance(error, NetworkError) else LONG_PAUSE
