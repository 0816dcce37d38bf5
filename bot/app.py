"""The composition root: the only place where dialog, store and settings meet."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from bot.conversation import Conversation
from bot.errors import UsageError
from bot.guide import read_guide
from bot.settings import Settings
from bot.store import Store, StoreError
from dialogs.flow import Dialog
from dialogs.guide import RETENTION_DAYS
from dialogs.text import _


@asynccontextmanager
async def open_conversation(settings: Settings) -> AsyncIterator[Conversation]:
    """The conversation service over an open store, closed at the end.

    Raises `UsageError` for a protocol or a database that cannot be used.
    """
    dialog = Dialog(read_guide(settings.protocol, settings.operator))
    try:
        store = await Store.open(settings.database_url)
    except StoreError as error:
        raise UsageError(_("{error}", error=str(error))) from None
    try:
        await erase_idle(store)
        yield Conversation(dialog, store, settings.default_language)
    finally:
        await store.close()


async def erase_idle(store: Store) -> int:
    """Erase what people were promised to have erased; how many conversations that was."""
    return await store.erase_idle(datetime.now(UTC) - timedelta(days=RETENTION_DAYS))
