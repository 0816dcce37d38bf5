"""The methods that write in a chat."""

from tests.botapi import entities, keyboard
from tests.botapi.errors import BadRequest, Unimplemented
from tests.botapi.objects import Chat, Json, Message
from tests.botapi.spec import Upload
from tests.botapi.state import Telegram

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_UPLOADS = {"photo", "video", "voice", "document", "video_note"}
_ACTIONS = {"typing", "choose_sticker", "find_location", "record_video", "record_voice", "record_video_note"}
_ACTIONS |= {f"upload_{kind}" for kind in _UPLOADS}


def send_message(
    telegram: Telegram,
    chat_id: int | str,
    text: str,
    parse_mode: str | None = None,
    reply_parameters: Json | None = None,
    reply_markup: Json | None = None,
) -> Json:
    """A text of 1 to 4096 characters."""
    content = _text(text, parse_mode)
    return send(telegram, chat_id, content, text if parse_mode else "", reply_parameters, reply_markup)


def edit_message_text(
    telegram: Telegram,
    text: str,
    chat_id: int | str | None = None,
    message_id: int | None = None,
    parse_mode: str | None = None,
    reply_markup: Json | None = None,
) -> Json:
    """Another text, and another keyboard or none."""
    content = _text(text, parse_mode)
    rows = keyboard.inline(reply_markup)
    message = _editable(telegram, chat_id, message_id)
    if "text" not in message.content:
        raise BadRequest("there is no text in the message to edit")
    if content == message.content and rows == message.keyboard:
        raise BadRequest(_NOT_MODIFIED)
    message.content, message.source = content, text if parse_mode else ""
    return _edited(telegram, message, rows)


def edit_message_reply_markup(
    telegram: Telegram,
    chat_id: int | str | None = None,
    message_id: int | None = None,
    reply_markup: Json | None = None,
) -> Json:
    """Another keyboard, or none."""
    rows = keyboard.inline(reply_markup)
    message = _editable(telegram, chat_id, message_id)
    if rows == message.keyboard:
        raise BadRequest(_NOT_MODIFIED)
    return _edited(telegram, message, rows)


def delete_message(telegram: Telegram, chat_id: int | str, message_id: int) -> bool:
    """Its own message anywhere; somebody else's in a private chat only."""
    chat = telegram.find_chat(chat_id)
    message = telegram.find_message(chat, message_id)
    if message is None:
        raise BadRequest("message to delete not found")
    if not message.by_bot and chat.type != "private":
        raise BadRequest("message can't be deleted")
    del telegram.messages[message_id]
    chat.messages.remove(message)
    chat.changes.tell()
    return True


def send_chat_action(telegram: Telegram, chat_id: int | str, action: str) -> bool:
    """A sign that the bot is at work."""
    chat = telegram.find_chat(chat_id)
    if action not in _ACTIONS:
        raise BadRequest("wrong parameter action in request")
    chat.actions.append(action)
    chat.changes.tell()
    return True


def answer_callback_query(telegram: Telegram, callback_query_id: str, text: str = "", show_alert: bool = False) -> bool:
    """The end of the little clock on a button; once for each tap."""
    query = telegram.queries.get(callback_query_id)
    if query is None or query.answered:
        raise BadRequest("query is too old and response timeout expired or query ID is invalid")
    if entities.length(text) > 200:
        raise BadRequest("MESSAGE_TOO_LONG")
    query.answered, query.text, query.show_alert = True, text, show_alert
    query.chat.toast = text
    query.chat.changes.tell()
    return True


def _text(text: str, parse_mode: str | None) -> Json:
    if not text:
        raise BadRequest("message text is empty")
    plain, found = entities.parse(text, parse_mode)
    if not plain:
        raise BadRequest("text must be non-empty")
    if entities.length(plain) > 4096:
        raise BadRequest("message is too long")
    return {"text": plain, "entities": found} if found else {"text": plain}


def send(
    telegram: Telegram,
    chat_id: int | str,
    content: Json,
    source: str,
    reply_parameters: Json | None,
    reply_markup: Json | None,
    file: Upload | None = None,
) -> Json:
    """Put a message of the bot into a chat; `source` is its text with tags, if it has them."""
    rows = keyboard.inline(reply_markup)
    chat = telegram.find_chat(chat_id)
    reply_to = _replied_to(telegram, chat, reply_parameters)
    message = Message(chat, next(telegram.ids), telegram.bot, content, source, rows, reply_to, file)
    return telegram.post(message).as_json()


def _replied_to(telegram: Telegram, chat: Chat, reply_parameters: Json | None) -> Message | None:
    if reply_parameters is None:
        return None
    if unknown := reply_parameters.keys() - {"message_id", "allow_sending_without_reply"}:
        raise Unimplemented(f"reply_parameters with {unknown.pop()}")
    message = telegram.find_message(chat, reply_parameters["message_id"])
    if message is None and not reply_parameters.get("allow_sending_without_reply"):
        raise BadRequest("message to be replied not found")
    return message


def _editable(telegram: Telegram, chat_id: int | str | None, message_id: int | None) -> Message:
    if chat_id is None:
        raise BadRequest("chat_id is empty")
    if message_id is None:
        raise BadRequest("message identifier is not specified")
    message = telegram.find_message(telegram.find_chat(chat_id), message_id)
    if message is None:
        raise BadRequest("message to edit not found")
    if not message.by_bot or not message.accessible:
        raise BadRequest("message can't be edited")
    return message


def _edited(telegram: Telegram, message: Message, rows: keyboard.Keyboard) -> Json:
    message.keyboard = rows
    message.edit_date = telegram.clock.date()
    telegram.show(message)
    return message.as_json()
