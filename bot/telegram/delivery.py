"""Cards out to Telegram: edit the card that was tapped, send the others."""

from __future__ import annotations

from typing import Any

import structlog
from telegram.constants import InlineKeyboardButtonLimit
from telegram.error import BadRequest

from bot.conversation import Turn
from bot.files.draft import Draft
from bot.i18n import HTML, PLAIN, Translator
from bot.metrics import DEFECTS
from bot.render import Shown, show
from bot.telegram.api import Api, is_markup_fault
from bot.telegram.patience import patiently
from dialogs.cards import Card

log = structlog.get_logger(__name__)


async def deliver(api: Api, chat: int, turn: Turn, card: int | None = None) -> bool:
    """Show a turn's cards in `chat`, then its files; the first card replaces the message `card`, if given.

    False where a file that somebody asked for did not get there. Raises the errors of Telegram that
    patience does not mend, `Forbidden` among them.
    """
    for number, each in enumerate(turn.cards):
        place = None if number else card
        try:
            await _show(api, chat, show(each, turn.words, HTML), place, html=True)
        except BadRequest as error:
            if not is_markup_fault(error):
                raise
            await _in_plain_words(api, chat, each, turn.words, place)
    # One after the other, so that all are tried; nobody asked for the picture, and the words say the same
    arrived = [
        await _bring(api, chat, draft, turn.words) or draft.picture is not None for draft in turn.files
    ]
    return all(arrived)


async def _bring(api: Api, chat: int, draft: Draft, words: Translator) -> bool:
    """Make a file and send it; False where it could not be made, or Telegram does not take it."""
    try:
        content = await draft.content()
    except Exception as error:  # noqa: BLE001  the words are there, and the file alone is missing
        DEFECTS.labels("file").inc()
        log.error("a file could not be made", file=draft.name, error=error)
        return False
    caption = show(draft.caption, words, HTML).text if draft.caption else None
    try:
        if draft.picture:
            await patiently(api.picture, chat, content, caption)
        else:
            await patiently(api.file, chat, content, draft.name, caption)
    except BadRequest as error:
        DEFECTS.labels("file").inc()
        log.error("Telegram does not take a file", file=draft.name, error=error)
        return False
    return True


async def _show(api: Api, chat: int, shown: Shown, card: int | None, *, html: bool) -> None:
    buttons = keyboard(shown)
    if card is None or not await patiently(api.edit, chat, card, shown.text, buttons, html=html):
        await patiently(api.send, chat, shown.text, buttons, html=html)


async def _in_plain_words(api: Api, chat: int, card: Card, words: Translator, place: int | None) -> None:
    """A fault of a translation must not cost anybody the reply."""
    DEFECTS.labels("markup").inc()
    log.error("Telegram could not read the tags of a card", language=words.language)
    await _show(api, chat, show(card, words, PLAIN), place, html=False)


def keyboard(shown: Shown) -> dict[str, Any] | None:
    """The buttons of a card as the Bot API takes them; None where it has none.

    Raises ValueError for data that Telegram does not take: it would lose the whole card.
    """
    if not shown.rows:
        return None
    for row in shown.rows:
        for label, data in row:
            if not 1 <= len(data.encode()) <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
                raise ValueError(f"the button {label!r} has data that Telegram does not take")
    return {
        "inline_keyboard": [
            [{"text": label, "callback_data": data} for label, data in row] for row in shown.rows
        ]
    }
