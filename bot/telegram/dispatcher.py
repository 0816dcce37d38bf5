"""Every update to its turn: those of one chat in their order, different chats side by side, each once.

An update may be acknowledged to Telegram when its turn is saved. What is sent to the chat comes after
that, in the same order, and holds nobody else up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from typing import Any, NamedTuple

import stamina
import structlog
from telegram.error import Forbidden

from bot.conversation import BusyError, Response
from bot.metrics import DELIVERY_SECONDS, IN_HAND, REJECTED, TURN_SECONDS, TURNS
from bot.store import DecryptionError, StoreError
from bot.telegram.channel import Channel, Reply
from bot.telegram.rate_limit import RateLimit
from bot.telegram.updates import Incoming, number_of, read

log = structlog.get_logger(__name__)

REMEMBERED = 10_000  # updates that are known to have been here
LONGEST_WAIT = 5  # seconds between two attempts to save


@dataclass(slots=True)
class _ChatQueue:
    """What of one chat is here: whose turn it is, whose cards leave, whose files do, and how much there is."""

    turns: asyncio.Lock = field(default_factory=asyncio.Lock)
    replies: asyncio.Lock = field(default_factory=asyncio.Lock)
    files: asyncio.Lock = field(default_factory=asyncio.Lock)
    present: int = 0
    files_here: int = 0
    gone: bool = False


class Accepted(NamedTuple):
    """An update that was taken in.

    `saved` ends when it may be acknowledged, and raises where it may not; None: at once. `query` is the
    callback query to answer, `dropped` says that its chat's line was full, `language` what the device speaks.
    """

    saved: asyncio.Task[None] | None = None
    query: str | None = None
    dropped: bool = False
    language: str = ""


class Dispatcher:
    """The one door for updates, whether they were polled or came by webhook."""

    def __init__(self, channel: Channel, retry_seconds: float | None) -> None:
        """`retry_seconds`: how long a turn that cannot be saved is tried again; None: for ever."""
        self._channel = channel
        self._retry_seconds = retry_seconds
        self._queues: dict[int, _ChatQueue] = {}
        self._known: dict[int, asyncio.Task[None] | None] = {}
        self._rate_limit = RateLimit()
        self._waiting: set[int] = set()  # chats that were told that nothing can be saved
        self._sending: set[asyncio.Task[None]] = set()

    def accept(self, raw: object) -> Accepted:
        """Take an update in, as JSON; the calls of one chat have to be in its order."""
        number = number_of(raw)
        if number is None or not isinstance(raw, dict):
            REJECTED.labels("malformed").inc()
            return Accepted()
        if number in self._known:
            REJECTED.labels("duplicate").inc()
            return Accepted(self._known[number])
        incoming = read(raw, self._channel.api.username)
        if incoming is None or (incoming.said is None and incoming.invites is None):
            return self._without_turn(incoming)
        line = self._queues.get(incoming.chat) or _ChatQueue()
        flood = self._rate_limit.check(incoming.chat, line.present)
        if flood != "heard":
            REJECTED.labels("too_many").inc()
            if flood == "begins":
                self.spawn(self._slow_down(incoming, line))
            return Accepted(query=incoming.query, dropped=True, language=incoming.language)
        self._queues[incoming.chat] = line
        line.gone = False
        line.present += 1
        IN_HAND.inc()
        task = asyncio.create_task(self._turn(incoming, line))
        self._remember(number, task)
        return Accepted(task, incoming.query)

    def _without_turn(self, incoming: Incoming | None) -> Accepted:
        """What is no conversation: others in a group, somebody who stops the bot, kinds that nobody asked for."""
        REJECTED.labels("other").inc()
        if incoming is None:
            return Accepted()
        if incoming.left and (line := self._queues.get(incoming.chat)):
            line.gone = True
        return Accepted(query=incoming.query)

    def spawn(self, sending: Coroutine[Any, Any, None]) -> None:
        """Let something be sent that nobody waits for, but `drain`."""
        task = asyncio.create_task(sending)
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def drain(self, seconds: float) -> None:
        """Let what is here end, for at most `seconds`; what cannot be saved stays with Telegram."""
        try:
            async with asyncio.timeout(seconds):
                while here := self._here:
                    await asyncio.wait(here)
        except TimeoutError:
            late = self._here
            log.warning("stopped before everything was sent", left=len(late))
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    @property
    def _here(self) -> set[asyncio.Task[None]]:
        """What is not at its end yet: turns, then replies."""
        return {task for task in (*self._sending, *self._known.values()) if task and not task.done()}

    async def _turn(self, incoming: Incoming, line: _ChatQueue) -> None:
        """One turn, to where it is saved. Its reply leaves on its own."""
        began = perf_counter()
        reply = None
        try:
            async with line.turns:
                reply = await self._saved(incoming)
                self.spawn(self._send(reply, line))
        except (StoreError, BusyError):
            TURNS.labels("unsaved").inc()
            raise
        except Exception as error:  # noqa: BLE001  nobody may be left without a reply
            TURNS.labels("failed").inc()
            self.spawn(self._channel.apologise(incoming.chat, incoming.language, "turn", error))
        else:
            self._note(incoming, reply.turn, perf_counter() - began)
        finally:
            if reply is None:
                self._leave(line, incoming.chat)

    def _note(self, incoming: Incoming, turn: Response, seconds: float) -> None:
        TURN_SECONDS.observe(seconds)
        TURNS.labels(turn.outcome).inc()
        log.info(
            "turn", update=incoming.update, step=turn.step, outcome=turn.outcome, ms=round(seconds * 1000, 1)
        )

    async def _saved(self, incoming: Incoming) -> Reply:
        """The turn's reply, once it is saved; tried again while the database is away."""
        try:
            reply = await self._channel.take(incoming)
        except DecryptionError:
            raise RuntimeError("the answers of a conversation cannot be read with DATA_KEY") from None
        except (StoreError, BusyError) as error:
            failed: Exception = error
        else:
            self._waiting.discard(incoming.chat)
            return reply
        TURNS.labels("delayed").inc()
        # The store promises that its sentences hold nothing of a conversation, and they say what to mend
        log.warning("a turn could not be saved yet", error=failed, reason=str(failed))
        if incoming.chat not in self._waiting:
            self._waiting.add(incoming.chat)
            self.spawn(self._channel.say("unsaved", incoming.chat, incoming.language))
        async for attempt in stamina.retry_context(
            on=(StoreError, BusyError), attempts=None, timeout=self._retry_seconds, wait_max=LONGEST_WAIT
        ):
            with attempt:
                if attempt.num == 1:
                    raise failed
                reply = await self._channel.take(incoming)
                self._waiting.discard(incoming.chat)
                return reply
        raise AssertionError("stamina returns or raises")  # pragma: no cover

    async def _send(self, reply: Reply, line: _ChatQueue) -> None:
        began = perf_counter()
        try:
            await self._in_order(line.replies, line, self._channel.send(reply))
            if reply.turn.files and not line.gone:
                line.files_here += 1
                self.spawn(self._send_files(reply, line))
        finally:
            DELIVERY_SECONDS.observe(perf_counter() - began)
            self._leave(line, reply.chat)

    async def _send_files(self, reply: Reply, line: _ChatQueue) -> None:
        """The files of a reply. No card waits for them: the next one may be about danger."""
        try:
            await self._in_order(line.files, line, self._channel.send_files(reply))
        finally:
            line.files_here -= 1
            self._clear(line, reply.chat)

    async def _in_order(
        self, lock: asyncio.Lock, line: _ChatQueue, sending: Coroutine[Any, Any, None]
    ) -> None:
        """Send after what was there before, unless the person does not want the bot any more."""
        try:
            async with lock:
                if line.gone:
                    sending.close()
                else:
                    await sending
        except Forbidden:
            line.gone = True  # what still waits for this chat is not sent
            log.info("a person has blocked the bot")

    def _leave(self, line: _ChatQueue, chat: int) -> None:
        IN_HAND.dec()
        line.present -= 1
        self._clear(line, chat)

    def _clear(self, line: _ChatQueue, chat: int) -> None:
        if not line.present and not line.files_here:
            self._queues.pop(chat, None)

    async def _slow_down(self, incoming: Incoming, line: _ChatQueue) -> None:
        async with line.replies:
            await self._channel.say("slow_down", incoming.chat, incoming.language)

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
