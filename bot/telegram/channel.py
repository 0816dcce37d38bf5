"""What an update means to the conversation, and how its reply reaches the chat."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

import structlog
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.conversation import Conversation
from bot.locale.translator import HTML
from bot.metrics import DEFECTS, REFUSALS
from bot.render import show
from bot.response import Response
from bot.store import Key, Owed
from bot.telegram.client.api import Api
from bot.telegram.client.errors import is_chat_gone
from bot.telegram.client.retry import with_retries
from bot.telegram.files import Files
from bot.telegram.governor import Governor, PointlessError, Priority
from bot.telegram.sender import deliver
from bot.telegram.updates import CHANNEL, Incoming
from dialogs.text import _

log = structlog.get_logger(__name__)

GO_PRIVATE = _("Talk in private")
# Translators: shown for a moment over the chat; at most 200 characters
SLOWLY = _("One step at a time, please")

REMEMBERED = 10_000  # chats whose clinic is remembered
ANSWER_SECONDS = 15  # after which Telegram calls an answer to a callback query too old


def key_of(chat: int) -> Key:
    """Which conversation that of a chat is."""
    return Key(CHANNEL, str(chat))


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is to be sent to `chat`; its first card replaces the message `card`, if there is one.

    With a `link` it is an invitation to go on in private, which quotes the message `card`. `ticket`: under which number
    the store keeps that it is owed; 0: it does not.
    """

    chat: int
    turn: Response
    card: int | None = None
    language: str = ""
    link: str = ""
    ticket: int = 0


class Channel:
    """What updates mean to the conversation, and how its replies reach people."""

    def __init__(self, conversation: Conversation, api: Api) -> None:
        self.conversation = conversation
        self.api = api
        self._governor = Governor()
        self._files = Files(api, self._governor)
        # By which clinic's guide chats were answered last: a notice needs its emergency number, and no database
        self._clinics: dict[int, str] = {}

    def share(self, processes: int) -> None:
        """Take note that so many processes send for this bot."""
        self._governor.processes = processes

    def alarm(self, incoming: Incoming, *, at_once: bool = True) -> Delivery | None:
        """The action, where a danger is named; it waits for nothing. `at_once`: only where nothing has to be asked first."""
        if incoming.said is None:
            return None
        clinic = self._clinics.get(incoming.chat, "")
        turn = self.conversation.alarm(incoming.said, incoming.language, clinic, at_once=at_once)
        return Delivery(incoming.chat, turn, incoming.card, incoming.language) if turn else None

    async def run_turn(self, incoming: Incoming, ticket: int) -> Delivery:
        """Run the turn of what happened; when this returns its session is saved, and that its reply is owed.

        Raises what `Conversation.turn` raises where nothing could be saved.
        """
        if incoming.said is None:
            return self._invitation(incoming)
        turn = await self.conversation.turn(
            key_of(incoming.chat), incoming.said, incoming.language, incoming.update, ticket
        )
        if turn.refused:
            REFUSALS.inc()
        self._remember(incoming.chat, "" if turn.outcome == "erased" else turn.clinic)
        return Delivery(incoming.chat, turn, incoming.card, incoming.language, ticket=ticket)

    async def owed(self, chat: int, owed: Owed) -> Delivery:
        """What is owed to `chat` since a process ended: what its conversation shows now.

        Raises what `Conversation.current` raises.
        """
        turn = await self.conversation.current(key_of(chat), owed)
        return Delivery(chat, turn, language=owed.language, ticket=owed.ticket)

    def _remember(self, chat: int, clinic: str) -> None:
        if not clinic:
            self._clinics.pop(chat, None)
            return
        if len(self._clinics) >= REMEMBERED:
            self._clinics.clear()
        self._clinics[chat] = clinic

    async def send(self, reply: Delivery, is_pointless: Callable[[], bool]) -> int | None:
        """Send the cards of a reply; the number of the message that shows the first, if it got there.

        Raises `PointlessError` once `is_pointless`, `Forbidden` when the person does not want the bot any more, and
        another `TelegramError` where the reply is still owed.
        """
        if reply.link:
            await self._invite(reply)
            return None
        async with self._apologising(reply):
            return await deliver(
                self.api, self._governor, reply.chat, reply.turn, reply.card, is_pointless=is_pointless
            )

    async def send_files(self, reply: Delivery) -> None:
        """Send the files of a reply, whose cards are there already. Raises `Forbidden` as `send` does."""
        still_wanted = partial(self.conversation.still_wanted, key_of(reply.chat))
        async with self._apologising(reply):
            for file in await self._files.send(reply.chat, reply.turn, still_wanted):
                await self.send_notice("no_file", reply.chat, reply.turn.words.language, file.again)

    @asynccontextmanager
    async def _apologising(self, reply: Delivery) -> AsyncIterator[None]:
        """Log whatever goes wrong in the block, and say a fault of ours to the person.

        Raises `PointlessError`, and the `TelegramError` that says why nothing could be said.
        """
        try:
            yield
        except (Forbidden, PointlessError):
            raise
        except BadRequest as error:
            if is_chat_gone(error):
                log.info("a chat is gone")
                return
            await self.apologise(reply.chat, reply.language, "delivery", error)
        except TelegramError as error:
            log.warning("a reply did not reach Telegram; the next tap shows it", error=error)
            raise
        except Exception as error:  # noqa: BLE001  nobody may be left without a reply
            await self.apologise(reply.chat, reply.language, "delivery", error)

    async def send_notice(self, notice: str, chat: int, language: str, again: str = "") -> None:
        """Send a card that belongs to no conversation; when Telegram does not take it, that is all.

        `again`: the data of the button by which what went wrong can be asked for once more.
        """
        try:
            said = self.conversation.notice(notice, language, self._clinics.get(chat, ""), again)
            await deliver(self.api, self._governor, chat, said)
        except TelegramError as error:
            log.warning("a notice did not reach Telegram", notice=notice, error=error)

    async def apologise(self, chat: int, language: str, where: str, error: Exception) -> None:
        """A fault of ours: counted, and said to the person, whose next tap finds the true state."""
        DEFECTS.labels(where).inc()
        log.error("a turn failed", where=where, error=error)
        await self.send_notice("trouble", chat, language)

    async def answer(self, query: str, text: str | None = None) -> None:
        """Stop the clock on a button, and show `text` for a moment; a tap that is too old still gets its turn."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await with_retries(self.api.answer, query, text)
        except (TelegramError, TimeoutError) as error:
            log.debug("a tap was not answered", error=error)

    def slow_down_text(self, language: str) -> str:
        """The few words over the chat for somebody whose taps come too fast."""
        return self.conversation.notice("slow_down", language).words.write(SLOWLY)

    def _invitation(self, incoming: Incoming) -> Delivery:
        """In a group: go on in private, with the link's payload if there is one."""
        query = f"?{urlencode({'start': incoming.invites})}" if incoming.invites else ""
        link = f"https://t.me/{self.api.username}{query}"
        turn = self.conversation.notice("group", incoming.language)
        return Delivery(incoming.chat, turn, incoming.message, incoming.language, link)

    async def _invite(self, reply: Delivery) -> None:
        words = reply.turn.words
        button = {"text": words.write(GO_PRIVATE), "url": reply.link}
        text = show(reply.turn.cards[0], words, HTML).text
        keyboard = {"inline_keyboard": [[button]]}
        try:
            send = partial(self.api.send, reply.chat, text, keyboard, html=True, answering=reply.card)
            await self._governor.call(reply.chat, Priority.WELCOME, send)
        except TelegramError as error:
            log.info("a group was not answered", error=error)
