"""Every update gets its turn, once: those of one chat in their order, different chats concurrently.

An update may be acknowledged to Telegram when its turn is saved. What is sent to the chat comes after
that, in the same order, and holds nobody else up.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from typing import Any, NamedTuple

import structlog
from telegram.error import Forbidden

from bot.conversation import BusyError, Response
from bot.metrics import DELIVERY_SECONDS, IN_HAND, REJECTED, TURN_SECONDS, TURNS
from bot.store import DecryptionError, StoreError
from bot.telegram.channel import Channel, Delivery
from bot.telegram.client.retry import retry
from bot.telegram.rate_limit import RateLimit
from bot.telegram.updates import Incoming, number_of, read

log = structlog.get_logger(__name__)

REMEMBERED = 10_000  # updates that were taken, so that one delivered twice counts once


@dataclass(slots=True)
class _ChatQueue:
    """What is in hand of one chat. A lock each keeps its turns, its cards and its files in their order.

    `pending`: updates whose cards are not delivered yet; `gone`: the person does not want the bot any more.
    """

    turns: asyncio.Lock = field(default_factory=asyncio.Lock)
    replies: asyncio.Lock = field(default_factory=asyncio.Lock)
    files: asyncio.Lock = field(default_factory=asyncio.Lock)
    pending: int = 0
    pending_files: int = 0
    gone: bool = False


class Accepted(NamedTuple):
    """An update that was taken.

    `saved` ends when it may be acknowledged, and raises where it may not; None: at once. `query` is the
    callback query to answer, `dropped` says that its chat sent too much, `language` what the device speaks.
    """

    saved: asyncio.Task[None] | None = None
    query: str | None = None
    dropped: bool = False
    language: str = ""


class Dispatcher:
    """Takes every update, whether it was polled or came by webhook."""

    def __init__(self, channel: Channel, retry_seconds: float | None) -> None:
        """`retry_seconds`: for how long a turn that cannot be saved is tried again; None: for ever."""
        self.channel = channel
        self._retry_seconds = retry_seconds
        self._queues: dict[int, _ChatQueue] = {}
        self._known: dict[int, asyncio.Task[None] | None] = {}
        self._rate_limit = RateLimit()
        self._told_unsaved: set[int] = set()  # chats that know that nothing can be saved at present
        self._sending: set[asyncio.Task[None]] = set()

    def accept(self, raw: object) -> Accepted:
        """Take an update, as JSON; updates of one chat have to come in its order. Must be called in an event loop."""
        number = number_of(raw)
        if number is None or not isinstance(raw, dict):
            REJECTED.labels("malformed").inc()
            return Accepted()
        if number in self._known:
            REJECTED.labels("duplicate").inc()
            return Accepted(self._known[number])
        incoming = read(raw, self.channel.api.username)
        if incoming is None or (incoming.said is None and incoming.invites is None):
            return self._without_turn(incoming)
        queue = self._queues.get(incoming.chat) or _ChatQueue()
        verdict = self._rate_limit.check(incoming.chat, queue.pending)
        if verdict != "allowed":
            REJECTED.labels("too_many").inc()
            if verdict == "first refusal":
                self.spawn(self._slow_down(incoming, queue))
            return Accepted(query=incoming.query, dropped=True, language=incoming.language)
        self._queues[incoming.chat] = queue
        queue.gone = False
        queue.pending += 1
        IN_HAND.inc()
        task = asyncio.create_task(self._turn(incoming, queue))
        self._remember(number, task)
        return Accepted(task, incoming.query)

    def _without_turn(self, incoming: Incoming | None) -> Accepted:
        """What is no conversation: others in a group, somebody who stops the bot, kinds that nobody asked for."""
        REJECTED.labels("other").inc()
        if incoming is None:
            return Accepted()
        if incoming.left and (queue := self._queues.get(incoming.chat)):
            queue.gone = True
        return Accepted(query=incoming.query)

    def spawn(self, sending: Coroutine[Any, Any, None]) -> None:
        """Send something in the background; only `drain` waits for it."""
        task = asyncio.create_task(sending)
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def drain(self, seconds: float) -> None:
        """Wait at most `seconds` for what is in hand, then cancel it; what cannot be saved stays with Telegram."""
        try:
            async with asyncio.timeout(seconds):
                while unfinished := self._unfinished:
                    await asyncio.wait(unfinished)
        except TimeoutError:
            late = self._unfinished
            log.warning("stopped before everything was sent", left=len(late))
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    @property
    def _unfinished(self) -> set[asyncio.Task[None]]:
        """Turns and replies that are still under way."""
        return {task for task in (*self._sending, *self._known.values()) if task and not task.done()}

    async def _turn(self, incoming: Incoming, queue: _ChatQueue) -> None:
        """One turn, to where it is saved. Its reply leaves on its own."""
        began = perf_counter()
        reply = None
        try:
            async with queue.turns:
                reply = await self._run_turn(incoming)
                self.spawn(self._send(reply, queue))
        except (StoreError, BusyError):
            TURNS.labels("unsaved").inc()
            raise
        except Exception as error:  # noqa: BLE001  nobody may be left without a reply
            TURNS.labels("failed").inc()
            self.spawn(self.channel.apologise(incoming.chat, incoming.language, "turn", error))
        else:
            self._report(incoming, reply.turn, perf_counter() - began)
        finally:
            if reply is None:
                self._finish(queue, incoming.chat)

    def _report(self, incoming: Incoming, turn: Response, seconds: float) -> None:
        TURN_SECONDS.observe(seconds)
        TURNS.labels(turn.outcome).inc()
        log.info("turn", update=incoming.update, step=turn.step, outcome=turn.outcome, ms=round(seconds * 1000, 1))

    async def _run_turn(self, incoming: Incoming) -> Delivery:
        """The turn's reply, once it is saved; tried again while the database is away."""
        try:
            reply = await self.channel.run_turn(incoming)
        except DecryptionError:
            raise RuntimeError("the answers of a conversation cannot be read with DATA_KEY") from None
        except (StoreError, BusyError) as error:
            reply = await self._try_again(incoming, error)
        self._told_unsaved.discard(incoming.chat)
        return reply

    async def _try_again(self, incoming: Incoming, failed: StoreError | BusyError) -> Delivery:
        TURNS.labels("delayed").inc()
        # The store promises that its sentences hold nothing of a conversation, and they say what to mend
        log.warning("a turn could not be saved yet", error=failed, reason=str(failed))
        if incoming.chat not in self._told_unsaved:
            self._told_unsaved.add(incoming.chat)
            self.spawn(self.channel.send_notice("unsaved", incoming.chat, incoming.language))
        turn = partial(self.channel.run_turn, incoming)
        return await retry(turn, failed, on=(StoreError, BusyError), timeout=self._retry_seconds)

    async def _send(self, reply: Delivery, queue: _ChatQueue) -> None:
        began = perf_counter()
        try:
            await self._in_order(queue.replies, queue, self.channel.send(reply))
            if reply.turn.files and not queue.gone:
                queue.pending_files += 1
                self.spawn(self._send_files(reply, queue))
        finally:
            DELIVERY_SECONDS.observe(perf_counter() - began)
            self._finish(queue, reply.chat)

    async def _send_files(self, reply: Delivery, queue: _ChatQueue) -> None:
        """The files of a reply. No card waits for them: the next one may be about danger."""
        try:
            await self._in_order(queue.files, queue, self.channel.send_files(reply))
        finally:
            queue.pending_files -= 1
            self._discard_if_empty(queue, reply.chat)

    async def _in_order(self, lock: asyncio.Lock, queue: _ChatQueue, sending: Coroutine[Any, Any, None]) -> None:
        """Send after what was there before, unless the person does not want the bot any more."""
        try:
            async with lock:
                if queue.gone:
                    sending.close()
                else:
                    await sending
        except Forbidden:
            queue.gone = True  # what still waits for this chat is not sent
            log.info("a person has blocked the bot")

    def _finish(self, queue: _ChatQueue, chat: int) -> None:
        IN_HAND.dec()
        queue.pending -= 1
        self._discard_if_empty(queue, chat)

    def _discard_if_empty(self, queue: _ChatQueue, chat: int) -> None:
        if not queue.pending and not queue.pending_files:
            self._queues.pop(chat, None)

    async def _slow_down(self, incoming: Incoming, queue: _ChatQueue) -> None:
        async with queue.replies:
            await self.channel.send_notice("slow_down", incoming.chat, incoming.language)

    def _remember(self, update: int, task: asyncio.Task[None]) -> None:
        self._known[update] = task
        if len(self._known) > REMEMBERED:
            oldest = next(iter(self._known))
            if self._known[oldest] is None:
                del self._known[oldest]
        task.add_done_callback(partial(self._ended, update))

    def _ended(self, update: int, task: asyncio.Task[None]) -> None:
        if task.cancelled() or task.exception():
            self._known.pop(update, None)  # Telegram will deliver it again
        else:
            self._known[update] = None
