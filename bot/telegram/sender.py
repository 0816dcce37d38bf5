"""Cards, sent to Telegram: the card that was tapped is edited, the others are new messages."""

from typing import Any

import structlog
from telegram.constants import InlineKeyboardButtonLimit
from telegram.error import BadRequest

from bot.conversation import Response
from bot.locale.translator import HTML, PLAIN, Translator
from bot.metrics import DEFECTS
from bot.render import RenderedMessage, show
from bot.telegram.client.api import Api, is_markup_fault
from bot.telegram.client.retry import with_retries
from dialogs.card import Card, opens

log = structlog.get_logger(__name__)


async def deliver(api: Api, chat: int, turn: Response, card: int | None = None) -> None:
    """Show a turn's cards in `chat`; the first one replaces the message `card`, if given.

    Raises the errors of Telegram that retries do not mend, `Forbidden` among them.
    """
    for number, each in enumerate(turn.cards):
        place = None if number else card
        try:
            await _show(api, chat, show(each, turn.words, HTML), place, html=True)
        except BadRequest as error:
            if not is_markup_fault(error):
                raise
            await _in_plain_words(api, chat, each, turn.words, place)


async def _show(api: Api, chat: int, shown: RenderedMessage, card: int | None, *, html: bool) -> None:
    buttons = keyboard(shown)
    if card is None or not await with_retries(api.edit, chat, card, shown.text, buttons, html=html):
        await with_retries(api.send, chat, shown.text, buttons, html=html)


async def _in_plain_words(api: Api, chat: int, card: Card, words: Translator, place: int | None) -> None:
    """A fault of a translation must not cost anybody the reply."""
    note_markup(words)
    await _show(api, chat, show(card, words, PLAIN), place, html=False)


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
