"""Reads from an update, as Telegram's JSON, what a person did in which chat.

The JSON is read as it comes: python-telegram-bot's objects cost 130 microseconds an update, a quarter of a turn,
and believe every type. Here, a field of another type than the Bot API says counts as absent.
"""

from typing import Any, NamedTuple

from telegram.constants import ChatType, MessageEntityType, UpdateType

from bot.response import Typed
from dialogs.flow.events import PAYLOAD, Event, Kind, parse_command, parse_data

Json = dict[str, Any]

CHANNEL = "telegram"

_CARRIES: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("picture", ("photo",)),
    ("voice", ("voice", "audio", "video", "video_note", "animation")),
    ("sticker", ("sticker",)),
    ("place", ("location", "venue")),
    ("file", ("document",)),
    ("other", ("contact", "poll", "dice", "game", "story", "paid_media", "checklist")),
)
"""What a message without words can be, by the fields that tell; the first that is there counts."""


class Incoming(NamedTuple):
    """What happened in a chat.

    `said` is None where nobody spoke to the bot in private. `card` is the message that was tapped, where it
    can still be edited; `query` is the callback query that waits for an answer. `invites`: the bot is spoken to
    in a group, with the payload of its link; `message` is to be answered there. `left`: the person has just
    stopped the bot.
    """

    update: int
    chat: int
    said: Event | Typed | None = None
    language: str = ""
    card: int | None = None
    query: str | None = None
    invites: str | None = None
    message: int | None = None
    left: bool = False


def number_of(raw: object) -> int | None:
    """The update's own number; None for what is no update."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if type(number) is int else None


def read(raw: Json, username: str) -> Incoming | None:
    """What `raw` tells the bot called `username`; None where it tells nothing in a chat."""
    number = number_of(raw)
    for kind, reader in _READERS.items():
        part = raw.get(kind)
        if isinstance(part, dict) and number is not None:
            return reader(number, part, username)
    return None


def _tap(number: int, query: Json, _username: str) -> Incoming | None:
    message = _object(query, "message")
    chat = _chat(message)
    if chat is None:
        return None
    answered = _words(query, "id") or None
    if not _is_private(message):
        return Incoming(number, chat, query=answered)
    # Telegram no longer shows a very old card to the bot; the reply then comes as a new message.
    card = _number(message, "message_id") if message.get("date") else None
    said = parse_data(_words(query, "data"))
    return Incoming(number, chat, said, _language(query), card, answered)


def _message(number: int, message: Json, username: str) -> Incoming | None:
    chat = _chat(message)
    if chat is None:
        return None
    if _is_private(message):
        return Incoming(number, chat, _said(message), _language(message))
    if not _is_for_the_bot(message, username):
        return Incoming(number, chat)
    return Incoming(
        number,
        chat,
        language=_language(message),
        invites=_payload(_words(message, "text")),
        message=_number(message, "message_id"),
    )


def _edited(number: int, message: Json, _username: str) -> Incoming | None:
    chat = _chat(message)
    if chat is None:
        return None
    words = _words(message, "text") or _words(message, "caption")
    said = Typed(words, "edited") if _is_private(message) else None
    return Incoming(number, chat, said, _language(message))


def _member(number: int, change: Json, _username: str) -> Incoming | None:
    chat = _chat(change)
    left = _object(change, "new_chat_member").get("status") == "kicked"
    return None if chat is None else Incoming(number, chat, left=left)


_READERS = {
    # The library's constants hash by their name, so JSON's keys would not find them
    UpdateType.CALLBACK_QUERY.value: _tap,
    UpdateType.MESSAGE.value: _message,
    UpdateType.EDITED_MESSAGE.value: _edited,
    UpdateType.MY_CHAT_MEMBER.value: _member,
}

ALLOWED = tuple(_READERS)
"""The kinds of update that Telegram is asked for."""


def _said(message: Json) -> Typed | None:
    """Words, or what else it is; None for a message of Telegram itself, such as a pinned one."""
    text = _words(message, "text")
    if message.get("forward_origin"):
        return Typed(text or _words(message, "caption"), "forwarded")
    if text:
        return Typed(text)
    kind = next((kind for kind, fields in _CARRIES if any(map(message.get, fields))), None)
    return Typed(_words(message, "caption"), kind) if kind else None


def _is_for_the_bot(message: Json, username: str) -> bool:
    """Whether somebody turned to the bot where others read along."""
    if _object(message, "chat").get("type") not in (ChatType.GROUP, ChatType.SUPERGROUP):
        return False
    named = _named(message)
    to_others = [word for word in named if "@" in word and not word.endswith(f"@{username.casefold()}")]
    answered = _object(_object(message, "reply_to_message"), "from").get("username") == username
    return answered or len(named) > len(to_others)


def _named(message: Json) -> list[str]:
    """The commands and names in a message; Telegram counts their places in UTF-16."""
    text = _words(message, "text").encode("utf-16-le", "surrogatepass")
    found = []
    entities = message.get("entities")
    for entity in entities if isinstance(entities, list) else ():
        if isinstance(entity, dict) and entity.get("type") in (
            MessageEntityType.BOT_COMMAND,
            MessageEntityType.MENTION,
        ):
            start, size = _number(entity, "offset") or 0, _number(entity, "length") or 0
            found.append(text[2 * start : 2 * (start + size)].decode("utf-16-le", "replace").casefold())
    return found


def _payload(text: str) -> str:
    """What a link brought along with /start; empty where it is nothing that a link can hold."""
    command = parse_command(text) if text.startswith("/") else None
    argument = command.argument if command and command.name == "start" else ""
    return argument if PAYLOAD.fullmatch(argument) else ""


def _is_private(message: Json) -> bool:
    return bool(_object(message, "chat").get("type") == ChatType.PRIVATE)


def _chat(holder: Json) -> int | None:
    return _number(_object(holder, "chat"), "id")


def _language(holder: Json) -> str:
    return _words(_object(holder, "from"), "language_code")


def _object(holder: Json, name: str) -> Json:
    value = holder.get(name)
    return value if isinstance(value, dict) else {}


def _words(holder: Json, name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def _number(holder: Json, name: str) -> int | None:
    value = holder.get(name)
    return value if type(value) is int else None
