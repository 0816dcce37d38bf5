"""What every way of running the program stands on: the clinics, the store, and the conversation over both."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from bot import store
from bot.clinics.directory import Directory
from bot.conversation import Conversation
from bot.errors import UsageError
from bot.guide import read_guide
from bot.settings import Settings
from bot.store import Store, StoreError
from dialogs.guide import Retention
from dialogs.text import _

DAYS_A_MONTH = 365 / 12


@asynccontextmanager
async def open_conversation(settings: Settings) -> AsyncIterator[Conversation]:
    """The conversation service over an open store, closed at the end.

    Raises `UsageError` for a protocol, clinics, a key or a database that cannot be used.
    """
    clinics = open_directory(settings)
    async with open_store(settings) as opened:
        try:
            await opened.erase_idle()
        except StoreError as error:
            raise UsageError(_("{error}", error=str(error))) from None
        conversation = Conversation(
            clinics, opened, default_language=settings.default_language, time_zone=settings.time_zone
        )
        try:
            yield conversation
        finally:
            with suppress(StoreError):  # the counts of the last seconds are worth no failure
                await conversation.tally.flush(opened.counts)


def open_directory(settings: Settings) -> Directory:
    """The clinics, and the guide for everybody else. Raises `UsageError` for a protocol or clinics that cannot be used."""
    promised = Retention(settings.unfinished_hours, settings.finished_days, settings.consent_months)
    return Directory(settings.clinics, read_guide(settings.protocol, settings.operator, promised))


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Store]:
    """The store, closed at the end. Raises `UsageError` for a key or a database that cannot be used."""
    retention = store.Retention(
        timedelta(hours=settings.unfinished_hours),
        timedelta(days=settings.finished_days),
        timedelta(days=round(settings.consent_months * DAYS_A_MONTH)),
    )
    try:
        opened = await Store.open(settings.database_url, settings.data_keys, retention=retention)
    except StoreError as error:
        raise UsageError(_("{error}", error=str(error))) from None
    try:
        yield opened
    finally:
        await opened.close()
