"""The Telegram application: every update to a turn, every turn to its chat."""

from __future__ import annotations

import asyncio
import logging
from typing import Any
from urllib.parse import urlencode

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder, CallbackContext, TypeHandler

from bot.conversation import Conversation
from bot.i18n import HTML
from bot.logs import describe
from bot.render import show
from bot.telegram.delivery import deliver
from bot.telegram.order import InOrder
from bot.telegram.patience import patiently
from bot.telegram.updates import Incoming, is_for_the_bot_in_a_group, read
from dialogs.events import PAYLOAD, parse_command
from dialogs.text import _

log = logging.getLogger(__name__)

GO_PRIVATE = _("Talk in private")

App = Application[Any, Any, Any, Any, Any, Any]


def build(conversation: Conversation, token: str, api_url: str) -> App:
    """The application for `token` on the Bot API server at `api_url`, not started yet."""
    application: App = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{api_url}/bot")
        .base_file_url(f"{api_url}/file/bot")
        .concurrent_updates(InOrder())
        .build()
    )

    async def handle(update: Update, context: CallbackContext[Any, Any, Any, Any]) -> None:
        query = update.callback_query
        answered = asyncio.create_task(_answer(query)) if query else None
        incoming = read(update)
        if incoming:
            await _turn(conversation, application, incoming)
        elif is_for_the_bot_in_a_group(update, context.bot.username):
            await _invite(conversation, application, update)
        if answered:
            await answered

    application.add_handler(TypeHandler(Update, handle))
    application.add_error_handler(_log_error)
    return application


async def _turn(conversation: Conversation, application: App, incoming: Incoming) -> None:
    """One turn; whatever happens, the person gets a reply."""
    chat = int(incoming.key.chat)
    try:
        turn = await conversation.turn(incoming.key, incoming.said, incoming.language)
        await deliver(application.bot, chat, turn, incoming.card)
    except Exception as error:  # noqa: BLE001  nobody may be left without a reply
        log.error("a turn failed: %s", describe(error))
        try:
            await deliver(application.bot, chat, conversation.notice("trouble", incoming.language))
        except TelegramError as silent:
            log.error("a person could not be told: %s", describe(silent))


async def _answer(query: CallbackQuery) -> None:
    """Stop the clock on the button. A tap that is too old to answer still gets its turn."""
    try:
        await patiently(query.answer)
    except TelegramError as error:
        log.info("a tap was not answered: %s", describe(error))


async def _invite(conversation: Conversation, application: App, update: Update) -> None:
    """In a group: go on in private, with the link's payload if there is one."""
    message, user = update.effective_message, update.effective_user
    if message is None:
        return
    payload = (
        parse_command(message.text).argument if message.text and message.text.startswith("/start") else ""
    )
    turn = conversation.notice("group", user.language_code or "" if user else "")
    query = f"?{urlencode({'start': payload})}" if PAYLOAD.fullmatch(payload) else ""
    shown = show(turn.cards[0], turn.words, HTML)
    link = InlineKeyboardButton(
        turn.words.write(GO_PRIVATE), url=f"https://t.me/{application.bot.username}{query}"
    )
    try:
        await patiently(
            message.reply_text,
            shown.text,
            parse_mode=ParseMode.HTML,
            reply_markup=InlineKeyboardMarkup([[link]]),
        )
    except TelegramError as error:
        log.info("a group was not answered: %s", describe(error))


async def _log_error(_update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
    if context.error:
        log.error("an update failed: %s", describe(context.error))
