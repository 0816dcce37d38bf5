"""Cards, sent to Telegram: the card that was tapped is edited, the others are new messages."""

from collections.abc import Callable
from functools import partial
from typing import Any

import structlog
from telegram.constants import InlineKeyboardButtonLimit
from telegram.error import BadRequest

from bot.locale.translator import HTML, PLAIN, Markup, Translator
from bot.metrics import DEFECTS
from bot.render import RenderedMessage, show
from bot.response import Response
from bot.telegram.client.api import Api
from bot.telegram.client.errors import is_markup_fault
from bot.telegram.governor import Governor, Priority
from dialogs.card import Card, opens

log = structlog.get_logger(__name__)


def priority_of(turn: Response) -> Priority:
    """Danger goes before replies, and replies before what is said to somebody who has just come."""
    if turn.urgent:
        return Priority.DANGER
    return Priority.WELCOME if turn.newcomer else Priority.REPLY


async def deliver(  # noqa: PLR0913  where to, what, and until when
    api: Api,
    governor: Governor,
    chat: int,
    turn: Response,
    card: int | None = None,
    *,
    is_pointless: Callable[[], bool] = lambda: False,
) -> int | None:
    """Show a turn's cards in `chat`; the first one replaces the message `card`, if given.

    Returns the number of the message that shows the first one, if Telegram says it. Raises `PointlessError` once
    `is_pointless`, and the errors of Telegram that no other attempt mends, `Forbidden` among them.
    """
    priority, place = priority_of(turn), card
    first = None
    for number, each in enumerate(turn.cards):
        send = partial(_show, api, chat, each, turn.words, place)
        shown = await governor.call(chat, priority, send, is_pointless=is_pointless)
        if not number:
            first, place = shown, None
    return first


async def _show(  # noqa: PLR0913, PLR0917  where, what, and how
    api: Api, chat: int, card: Card, words: Translator, place: int | None, markup: Markup = HTML
) -> int | None:
    """Show one card; the number of its message."""
    shown = show(card, words, markup)
    buttons, html = keyboard(shown), markup is HTML
    try:
        if place is not None and await api.edit(chat, place, shown.text, buttons, html=html):
            return place
        return await api.send(chat, shown.text, buttons, html=html)
    except BadRequest as error:
        if not html or not is_markup_fault(error):
            raise
    note_markup(words)  # a fault of a translation must not cost anybody the reply
    return await _show(api, chat, card, words, place, PLAIN)


def note_markup(words: Translator) -> None:
    """Count and log that a catalogue broke the tags of a message."""
    DEFECTS.labels("markup").inc()
    log.error("Telegram could not read the tags of a card", language=words.language)


def keyboard(shown: RenderedMessage) -> dict[str, Any] | None:
    """The buttons of a card as the Bot API takes them; None where it has none.

    Raises ValueError for data that Telegram does not take: it would lose the whole card.
    """
    return {"inline_keyboard": [[_button(*each) for each in row] for row in shown.rows]} if shown.rows else None


def _button(label: str, data: str) -> dict[str, str]:
    if opens(data):
        return {"text": label, "url": data}
    if not 1 <= len(data.encode()) <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
        raise ValueError(f"the button {label!r} has data that Telegram does not take")
    return {"text": label, "callback_data": data}
