"""An update to what a person did in which conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType, MessageEntityType

from bot.conversation import Typed
from bot.store import Key
from dialogs.events import PAYLOAD, Event, Kind, parse_command, parse_data

CHANNEL = "telegram"

ALLOWED = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]
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


def payload(text: str) -> str:
    """What a link brought along with /start; empty where it is nothing that a link can hold."""
    command = parse_command(text) if text.startswith("/") else None
    argument = command.argument if command and command.name == "start" else ""
    return argument if PAYLOAD.fullmatch(argument) else ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is known of an update before it is read: enough to put it into its chat's line.

    `query`: the callback query that waits for an answer. `left`: the person has just stopped the bot.
    """

    update: int
    chat: int | None
    query: str | None = None
    language: str = ""
    left: bool = False


def envelope(raw: object) -> Envelope | None:
    """The outside of an update as JSON; None for what is none."""
    if not isinstance(raw, dict) or type(raw.get("update_id")) is not int:
        return None
    number: int = raw["update_id"]
    for kind in ALLOWED:
        part = raw.get(kind)
        if isinstance(part, dict):
            inner = part.get("message") if kind == Update.CALLBACK_QUERY else part
            chat = _inside(inner, "chat", "id")
            language = _inside(part, "from", "language_code")
            query = part.get("id") if kind == Update.CALLBACK_QUERY else None
            left = kind == Update.MY_CHAT_MEMBER and _inside(part, "new_chat_member", "status") == "kicked"
            return Envelope(
                number,
                chat if type(chat) is int else None,
                query if isinstance(query, str) else None,
                language if isinstance(language, str) else "",
                left,
            )
    return Envelope(number, None)


def _inside(raw: object, *path: str) -> object:
    for name in path:
        raw = raw.get(name) if isinstance(raw, dict) else None
    return raw


def _tap(query: CallbackQuery) -> Incoming | None:
    if query.message is None or query.message.chat.type != ChatType.PRIVATE:
        return None
    key = Key(CHANNEL, str(query.message.chat.id))
    language = _words(query.from_user.language_code)
    # Telegram no longer shows a very old card to the bot; the reply then comes as a new message.
    card = query.message.message_id if query.message.is_accessible else None
    return Incoming(key, parse_data(_words(query.data)), language, card)


def _said(message: Message, *, edited: bool) -> Typed | None:
    words = _words(message.text) or _words(message.caption)
    if edited:
        return Typed(words, "edited")
    if message.forward_origin:
        return Typed(words, "forwarded")
    if _words(message.text):
        return Typed(words)
    kind = next((kind for kind, carried in _CARRIES if carried(message)), None)
    return Typed(words, kind) if kind else None


def _key(message: Message) -> Key:
    return Key(CHANNEL, str(message.chat.id))


def _language(update: Update) -> str:
    return _words(update.effective_user.language_code if update.effective_user else None)


def _words(value: object) -> str:
    """The library believes what it reads; what is no text holds no words."""
    return value if isinstance(value, str) else ""
