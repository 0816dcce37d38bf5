"""An update to what a person did in which conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType, MessageEntityType

from bot.conversation import Typed
from bot.store import Key
from dialogs.events import Event, Kind, parse_data

CHANNEL = "telegram"

ALLOWED = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY]
"""The kinds of update that Telegram is asked for."""

_CARRIES: tuple[tuple[Kind, Callable[[Message], object]], ...] = (
    ("picture", lambda message: message.photo),
    ("voice", lambda m: m.voice or m.audio or m.video or m.video_note or m.animation),
    ("sticker", lambda message: message.sticker),
    ("place", lambda message: message.location or message.venue),
    ("file", lambda message: message.document),
    ("other", lambda m: m.contact or m.poll or m.dice or m.game or m.story or m.paid_media or m.checklist),
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a person did: in which conversation, with which device language, on which card."""

    key: Key
    said: Event | Typed
    language: str
    card: int | None = None


def read(update: Update) -> Incoming | None:
    """What `update` says in private; None when nobody said anything there."""
    if update.callback_query:
        return _tap(update.callback_query)
    message = update.effective_message
    if message is None or message.chat.type != ChatType.PRIVATE:
        return None
    said = _said(message, edited=update.edited_message is not None)
    return Incoming(_key(message), said, _language(update)) if said else None


def is_for_the_bot_in_a_group(update: Update, username: str) -> bool:
    """Whether somebody turned to the bot where others read along."""
    message = update.message
    if message is None or message.chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
        return False
    words = message.parse_entities([MessageEntityType.BOT_COMMAND, MessageEntityType.MENTION]).values()
    to_others = [
        word for word in words if "@" in word and not word.casefold().endswith(f"@{username.casefold()}")
    ]
    answered = message.reply_to_message
    to_the_bot = (
        answered is not None and answered.from_user is not None and answered.from_user.username == username
    )
    return to_the_bot or len(words) > len(to_others)


def _tap(query: CallbackQuery) -> Incoming | None:
    if query.message is None or query.message.chat.type != ChatType.PRIVATE:
        return None
    key = Key(CHANNEL, str(query.message.chat.id))
    language = query.from_user.language_code or ""
    # Telegram no longer shows a very old card to the bot; the reply then comes as a new message.
    card = query.message.message_id if query.message.is_accessible else None
    return Incoming(key, parse_data(query.data or ""), language, card)


def _said(message: Message, *, edited: bool) -> Typed | None:
    words = message.text or message.caption or ""
    if edited:
        return Typed(words, "edited")
    if message.forward_origin:
        return Typed(words, "forwarded")
    if message.text:
        return Typed(words)
    kind = next((kind for kind, carried in _CARRIES if carried(message)), None)
    return Typed(words, kind) if kind else None


def _key(message: Message) -> Key:
    return Key(CHANNEL, str(message.chat.id))


def _language(update: Update) -> str:
    return (update.effective_user.language_code if update.effective_user else None) or ""
