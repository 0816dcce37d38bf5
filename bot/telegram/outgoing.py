"""Replies on their way to their chats: in order within a chat, danger before everything, nothing that became pointless."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field, replace
from time import monotonic, perf_counter
from typing import NamedTuple

import structlog
from telegram.error import Forbidden, TelegramError

from bot.metrics import DELIVERY_SECONDS
from bot.response import Response
from bot.telegram.channel import Channel, Delivery, key_of
from bot.telegram.debts import Debts
from bot.telegram.governor import PointlessError
from bot.telegram.updates import Incoming

log = structlog.get_logger(__name__)

HELD_SECONDS = 1.0  # a reply that waited for longer is left out where a newer one is there


@dataclass(eq=False, slots=True)
class ChatQueue:
    """What is in hand of one chat. A lock each keeps its turns, its cards and its files in their order.

    `pending`: updates whose cards are not delivered yet; `gone`: the person does not want the bot any more. `turn`: what
    is being answered, since `turn_began`. `newest`: the last reply that was to be sent; `alarming`: how many actions
    are on their way.
    """

    turns: asyncio.Lock = field(default_factory=asyncio.Lock)
    replies: asyncio.Lock = field(default_factory=asyncio.Lock)
    files: asyncio.Lock = field(default_factory=asyncio.Lock)
    pending: int = 0
    pending_files: int = 0
    gone: bool = False
    turn: Incoming | None = None
    turn_began: float = 0.0
    newest: Delivery | None = None
    alarming: int = 0


class Sounded(NamedTuple):
    """The action that was sent before its turn; `card` will be the number of the message that shows it."""

    turn: Response
    card: asyncio.Task[int | None]


class Outgoing:
    """Sends replies, and notes which are owed no more."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.debts = Debts(channel.conversation.store)

    async def sound(self, alarm: Delivery, queue: ChatQueue) -> int | None:
        """Send the action at once, past whatever waits; the number of the message that shows it, if it got there."""
        with suppress(TelegramError):
            return await self._past_all(alarm, queue)
        return None

    async def send(self, reply: Delivery, queue: ChatQueue, sounded: Sounded | None) -> None:
        """Send a reply. Where the action was `sounded` before, it stands there already, or is replaced."""
        began = perf_counter()
        card = await sounded.card if sounded else reply.card
        is_there = sounded is not None and card is not None and _same(sounded.turn, reply.turn)
        try:
            if not is_there:
                await self._send(replace(reply, card=card), queue)
        except Forbidden:
            queue.gone = True  # what still waits for this chat is not sent
            log.info("a person has blocked the bot")
        except TelegramError:
            return  # it stays owed
        finally:
            DELIVERY_SECONDS.observe(perf_counter() - began)
        if reply.ticket:
            self.debts.settle(key_of(reply.chat), reply.ticket)

    async def send_files(self, reply: Delivery, queue: ChatQueue) -> None:
        """Send the files of a reply after those that were there before."""
        with suppress(TelegramError):
            async with queue.files:
                if not queue.gone:
                    await self._channel.send_files(reply)

    async def _send(self, reply: Delivery, queue: ChatQueue) -> None:
        """Send a reply after what was there before, unless that makes no sense any more."""
        if reply.turn.urgent:
            await self._past_all(reply, queue)
            return
        queue.newest = reply
        began = monotonic()

        def is_pointless() -> bool:
            newest = queue.newest
            if reply.turn.must_arrive or newest is reply or newest is None:
                return False
            return newest.turn.urgent or monotonic() - began > HELD_SECONDS

        async with queue.replies:
            if queue.gone:
                return
            try:
                await self._channel.send(reply, is_pointless)
            except PointlessError:
                log.info("a reply was left out, since a newer one is there")

    async def _past_all(self, reply: Delivery, queue: ChatQueue) -> int | None:
        queue.newest = reply
        queue.alarming += 1
        try:
            return await self._channel.send(reply, lambda: False)
        finally:
            queue.alarming -= 1


def _same(alarm: Response, turn: Response) -> bool:
    """Whether both show the same, so that nothing has to be sent once more."""
    return alarm.cards == turn.cards and alarm.words is turn.words
