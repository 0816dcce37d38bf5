"""Inline keyboards: what Telegram takes under a message."""

import marshal
from functools import lru_cache
from typing import Any

from tests.botapi import entities
from tests.botapi.errors import BadRequest, Unimplemented

Button = dict[str, Any]
Keyboard = list[list[Button]]

_LOOKS = {"text", "icon_custom_emoji_id", "style"}
_STYLES = {"danger", "success", "primary"}


def inline(reply_markup: dict[str, Any] | None) -> Keyboard:
    """Return the rows of an inline keyboard, or raise BadRequest.

    Telegram silently drops a button without a label and those beyond the eighth in a row. Here they are
    refused: the person would miss an answer.
    """
    return [] if reply_markup is None else _rows(marshal.dumps(reply_markup, 2))


@lru_cache(1024)
def _rows(marshalled: bytes) -> Keyboard:
    reply_markup = marshal.loads(marshalled)
    if "inline_keyboard" not in reply_markup:
        raise Unimplemented("reply_markup other than an inline keyboard")
    rows: Keyboard = [row for row in reply_markup["inline_keyboard"] if row]
    for row in rows:
        if len(row) > 8:
            raise BadRequest("too many buttons in a row of the inline keyboard")
        for button in row:
            _check(button)
    if sum(map(len, rows)) > 100:
        raise BadRequest("REPLY_MARKUP_TOO_LONG")
    return rows


def _check(button: Button) -> None:
    if not button["text"].strip():
        raise BadRequest("inline keyboard button text must be non-empty")
    actions = button.keys() - _LOOKS
    if not actions:
        raise _unparsable("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _unparsable(f"exactly one action must be specified, not {' and '.join(sorted(actions))}")
    if button.get("style", "primary") not in _STYLES:
        raise _unparsable("invalid button style specified")
    if "callback_data" in button:
        if not 1 <= len(button["callback_data"].encode()) <= 64:
            raise BadRequest("BUTTON_DATA_INVALID")
    elif "url" in button:
        if wrong := entities.wrong_with(button["url"]):
            raise BadRequest(f"inline keyboard button URL '{button['url']}' is invalid: {wrong}")
    else:
        raise Unimplemented(f"inline keyboard button with {actions.pop()}")


def _unparsable(words: str) -> BadRequest:
    return BadRequest(f"can't parse inline keyboard button: {words}")
