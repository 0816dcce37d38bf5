"""The Bot API's objects as JSON text, shaped as Telegram sends them."""

from __future__ import annotations

import html
import json
import re
import time
from functools import lru_cache

BOT = '{"id":123456789,"is_bot":true,"first_name":"Bench","username":"bench_bot"}'
ME = BOT.replace(
    "}", ',"can_join_groups":true,"can_read_all_group_messages":false,"supports_inline_queries":false}'
)

_TAG = re.compile(r"<(/?)b>")


def chat(number: int) -> str:
    """A private chat."""
    return (
        f'{{"id":{number},"type":"private","first_name":"Anna","last_name":"Lind","username":"anna{number}"}}'
    )


def user(number: int) -> str:
    """The person in it."""
    return (
        f'{{"id":{number},"is_bot":false,"first_name":"Anna","last_name":"Lind","username":"anna{number}",'
        f'"language_code":"en"}}'
    )


def typed(number: int, message_id: int, command: str) -> str:
    """An update, from its second field on: somebody sends a command."""
    length = len(command.partition(" ")[0])
    return (
        f'"message":{{"message_id":{message_id},"from":{user(number)},"chat":{chat(number)},'
        f'"date":{int(time.time())},"text":{json.dumps(command)},'
        f'"entities":[{{"type":"bot_command","offset":0,"length":{length}}}]}}'
    )


def tapped(number: int, query: str, message: str, data: str) -> str:
    """An update, from its second field on: somebody taps a button under `message`."""
    return (
        f'"callback_query":{{"id":"{query}","from":{user(number)},"message":{message},'
        f'"chat_instance":"-{number}","data":{json.dumps(data)}}}'
    )


def message(number: int, message_id: int, source: str, markup: str, *, edited: bool = False) -> str:
    """A message of the bot, written in HTML; `markup` is JSON, or nothing."""
    edit = f',"edit_date":{int(time.time())}' if edited else ""
    keyboard = f',"reply_markup":{markup}' if markup else ""
    return _sent(number, message_id, f"{_content(source)}{edit}{keyboard}")


def file_message(number: int, message_id: int, file: str, caption: str) -> str:
    """A message with a file, which is its `photo` or `document` as JSON, and with a caption in HTML or without."""
    words = f",{_content(caption, 'caption', 'caption_entities')}" if caption else ""
    return _sent(number, message_id, f"{file}{words}")


def _sent(number: int, message_id: int, content: str) -> str:
    return f'{{"message_id":{message_id},"from":{BOT},"chat":{chat(number)},"date":{int(time.time())},{content}}}'


@lru_cache(maxsize=1024)
def _content(source: str, name: str = "text", name_of_entities: str = "entities") -> str:
    """Text and entities of a message, without the braces. Bold is the only tag that the dialog uses."""
    pieces = _TAG.split(source)
    text, start, entities = "", 0, []
    for piece, ends in zip(pieces[::2], (None, *pieces[1::2]), strict=True):
        if ends == "":
            start = _units(text)
        elif ends == "/":
            entities.append({"type": "bold", "offset": start, "length": _units(text) - start})
        text += html.unescape(piece)
    return f'"{name}":{json.dumps(text)},"{name_of_entities}":{json.dumps(entities)}'


def _units(text: str) -> int:
    """How long Telegram takes a text to be."""
    return len(text.encode("utf-16-le")) // 2


def shown(source: str) -> str:
    """A message as people read it: without tags."""
    return _TAG.sub("", source)


@lru_cache(maxsize=1024)
def buttons(markup: str) -> dict[str, str]:
    """The buttons of a keyboard, label to data."""
    rows = json.loads(markup)["inline_keyboard"] if markup else ()
    return {button["text"]: button["callback_data"] for row in rows for button in row}
