"""Long polling: updates are fetched in batches, and a batch is confirmed when its turns are saved."""

from __future__ import annotations

import asyncio

import structlog
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.metrics import DEFECTS
from bot.telegram.api import Api
from bot.telegram.channel import Channel
from bot.telegram.intake import Intake
from bot.telegram.patience import seconds_asked
from bot.telegram.updates import ALLOWED, envelope

log = structlog.get_logger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before the next poll after one that failed


async def poll(api: Api, channel: Channel, intake: Intake) -> None:
    """Fetch updates and hand them in, until cancelled.

    Telegram forgets an update when the next poll names a higher offset; that poll is not sent before the
    turn of every update before it is saved.
    """
    offset: int | None = None
    pause = FIRST_PAUSE
    while True:
        try:
            found = await api.poll(offset, ALLOWED)
        except InvalidToken:
            log.error("Telegram does not accept BOT_TOKEN any more")
            await asyncio.sleep(LONGEST_PAUSE)
        except TelegramError as error:
            log.warning("updates could not be fetched", error=error)
            await asyncio.sleep(seconds_asked(error) if isinstance(error, RetryAfter) else pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        else:
            pause = FIRST_PAUSE
            await _take_in(found, channel, intake)
            outsides = filter(None, map(envelope, found))
            offset = max((outside.update + 1 for outside in outsides), default=offset)


async def _take_in(found: list[object], channel: Channel, intake: Intake) -> None:
    """Every turn of a batch, to where it is saved."""
    saved = []
    told = False
    for raw in found:
        accepted = intake.accept(raw)
        if accepted.saved:
            saved.append(accepted.saved)
        if accepted.query and not (accepted.dropped and told):
            told = told or accepted.dropped
            intake.spawn(channel.answer(accepted.query, slowly=accepted.dropped))
    for fault in await asyncio.gather(*saved, return_exceptions=True):
        if fault is not None:
            DEFECTS.labels("intake").inc()
            log.error("an update was lost", error=fault)
