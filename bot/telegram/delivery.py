"""Cards out to Telegram: edit the card that was tapped, send the others."""

from __future__ import annotations

import logging

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import InlineKeyboardButtonLimit, ParseMode
from telegram.error import BadRequest, Forbidden

from bot.conversation import Turn
from bot.i18n import HTML
from bot.render import Shown, show
from bot.telegram.patience import patiently

log = logging.getLogger(__name__)

UNCHANGED = "message is not modified"
"""How Telegram says that a card already shows this: two taps at once, or a tap on what is chosen."""


async def deliver(bot: Bot, chat: int, turn: Turn, card: int | None = None) -> None:
    """Show a turn's cards in `chat`; the first replaces the message `card`, if given.

    A person who blocked the bot gets nothing, and that is no error. Other errors of Telegram that
    patience does not mend are raised.
    """
    try:
        for number, shown in enumerate(show(each, turn.words, HTML) for each in turn.cards):
            if number or card is None or not await _edit(bot, chat, card, shown):
                await patiently(
                    bot.send_message,
                    chat,
                    shown.text,
                    parse_mode=ParseMode.HTML,
                    reply_markup=keyboard(shown),
                )
    except Forbidden:
        log.info("a person has blocked the bot")


async def _edit(bot: Bot, chat: int, card: int, shown: Shown) -> bool:
    """Replace a message; False when Telegram no longer lets it be edited."""
    try:
        await patiently(
            bot.edit_message_text,
            shown.text,
            chat_id=chat,
            message_id=card,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(shown),
        )
    except BadRequest as error:
        return UNCHANGED in error.message.casefold()
    return True


def keyboard(shown: Shown) -> InlineKeyboardMarkup | None:
    """The buttons of a card; None where it has none.

    Raises ValueError for data that Telegram does not take: the library sends it unchecked.
    """
    if not shown.rows:
        return None
    for row in shown.rows:
        for label, data in row:
            if not 1 <= len(data.encode()) <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
                raise ValueError(f"the button {label!r} has data that Telegram does not take")
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in shown.rows]
    )
