"""The Bot API as this bot calls it."""

from collections.abc import Sequence
from typing import Any

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.telegram.client.errors import is_markup_fault
from bot.telegram.client.transport import AiohttpTransport, Json

MAX_CONNECTIONS = 200  # for calls; long polling has its own
POLL_SECONDS = 5  # that Telegram may keep a poll open; a connection that died unnoticed holds nobody up for longer
POLL_MARGIN_SECONDS = 3  # that the answer to a poll may take beyond that


class Api(Bot):
    """python-telegram-bot's `Bot`, with what every turn needs in a leaner form.

    The library turns each answer into objects: 130 microseconds for a message that nobody looks at,
    and one strange update would fail the poll that brought it. The methods below leave answers as JSON.
    """

    def __init__(self, token: str, api_url: str) -> None:
        """`api_url`: the root of the Bot API server. Raises `InvalidToken`."""
        self._calls = AiohttpTransport(api_url, connections=MAX_CONNECTIONS)
        self._polls = AiohttpTransport(api_url, connections=2, read=POLL_SECONDS + POLL_MARGIN_SECONDS)
        super().__init__(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=self._calls,
            get_updates_request=self._polls,
        )

    async def shutdown(self) -> None:
        """Close every connection, even where the bot was refused before it had begun."""
        await super().shutdown()
        await self._calls.shutdown()
        await self._polls.shutdown()

    async def is_reachable(self, seconds: float) -> bool:
        """Whether Telegram answers within so many `seconds`."""
        try:
            await self.get_me(read_timeout=seconds)
        except TelegramError:
            return False
        return True

    async def poll(self, offset: int | None, allowed: Sequence[str], seconds: int = POLL_SECONDS) -> list[Any]:
        """The updates since, as Telegram's JSON, after at most `seconds`; this confirms every update before `offset`.

        Raises `TelegramError`, as every call does.
        """
        asked = {"offset": offset, "timeout": seconds, "allowed_updates": list(allowed)}
        found = await self._polls.ask(f"{self.base_url}/getUpdates", _given(asked), seconds + POLL_MARGIN_SECONDS)
        return found if isinstance(found, list) else []

    async def answer(self, query: str, text: str | None = None) -> None:
        """Stop the clock on the button of the callback query `query`; `text` is shown for a moment."""
        asked = {"callback_query_id": query, "text": text}
        await self._calls.tell(f"{self.base_url}/answerCallbackQuery", _given(asked))

    async def send(
        self, chat: int, text: str, keyboard: Json | None, *, html: bool, answering: int | None = None
    ) -> int | None:
        """Send a new message, which quotes the message `answering`, if given; its number, if Telegram says it."""
        quoted = {"message_id": answering, "allow_sending_without_reply": True} if answering else None
        message = {"chat_id": chat, "text": text, "reply_markup": keyboard, "reply_parameters": quoted}
        sent = await self._calls.ask(f"{self.base_url}/sendMessage", _given(message | _mode(html=html)))
        return sent.get("message_id") if isinstance(sent, dict) else None

    async def new_picture(self, chat: int, content: bytes, name: str, caption: str | None, *, html: bool) -> str:
        """Send a picture with its words; returns the id by which Telegram knows it from now on."""
        sent = await self.send_photo(chat, content, caption, filename=name, **_mode(html=html))
        return sent.photo[-1].file_id

    async def known_picture(self, chat: int, file_id: str, caption: str | None, *, html: bool) -> None:
        """Send again a picture that Telegram has, with its words. Raises `BadRequest` where Telegram has forgotten it."""
        message = {"chat_id": chat, "photo": file_id, "caption": caption}
        await self._calls.tell(f"{self.base_url}/sendPhoto", _given(message | _mode(html=html)))

    async def file(self, chat: int, content: bytes, name: str, caption: str | None, *, html: bool) -> None:
        """Send a file called `name` with its words."""
        await self.send_document(chat, content, caption, filename=name, **_mode(html=html))

    async def edit(self, chat: int, card: int, text: str, keyboard: Json | None, *, html: bool) -> bool:
        """Replace the message `card`; False when Telegram no longer lets it be edited.

        A card that already shows this counts as replaced: two taps came at once, or one on what is chosen.
        Raises `BadRequest` only for tags that Telegram cannot read.
        """
        message = {"chat_id": chat, "message_id": card, "text": text, "reply_markup": keyboard}
        try:
            await self._calls.tell(f"{self.base_url}/editMessageText", _given(message | _mode(html=html)))
        except BadRequest as error:
            if is_markup_fault(error):
                raise
            return "message is not modified" in error.message.casefold()
        return True


def _mode(*, html: bool) -> Json:
    return {"parse_mode": ParseMode.HTML.value} if html else {}


def _given(parameters: Json) -> Json:
    return {name: value for name, value in parameters.items() if value is not None}
