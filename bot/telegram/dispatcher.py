"""Every update gets its turn, once: those of one chat in their order, different chats concurrently.

An update may be acknowledged to Telegram when its turn is saved, and with it that a reply is owed. What is sent to the
chat comes after that, in the same order, and holds nobody else up. Words of danger wait for nothing: the action leaves
before the turn begins.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from functools import partial
from itertools import count
from time import monotonic, perf_counter
from typing import Any, NamedTuple

import structlog

from bot.conversation import BusyError
from bot.metrics import IN_HAND, REJECTED, TURN_SECONDS, TURNS
from bot.response import Response
from bot.store import Key, Owed, StoreError
from bot.telegram.channel import Channel, Delivery
from bot.telegram.client.retry import retry
from bot.telegram.outgoing import ChatQueue, Outgoing, Sounded
from bot.telegram.rate_limit import RateLimit
from bot.telegram.updates import Incoming, number_of, read

log = structlog.get_logger(__name__)

REMEMBERED = 10_000  # updates that were taken, so that one delivered twice counts once
PATIENCE_SECONDS = 2.5  # after which somebody whose turn is not saved yet is told
LOOK_SECONDS = 0.5  # between two looks at who waits


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
        self._outgoing = Outgoing(channel)
        self._retry_seconds = retry_seconds
        self._queues: dict[int, ChatQueue] = {}
        self._known: dict[int, asyncio.Task[None] | None] = {}
        self._rate_limit = RateLimit()
        self._told_unsaved: set[int] = set()  # chats that know that nothing can be saved at present
        self._alarms: dict[int, Sounded] = {}  # of updates that are not saved yet
        self._sending: set[asyncio.Task[Any]] = set()
        self._tickets = count(1)

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
        queue = self._queues.get(incoming.chat) or ChatQueue()
        alarm = self.channel.alarm(incoming)
        verdict = self._rate_limit.check(incoming.chat, queue.pending)
        if verdict != "allowed":
            REJECTED.labels("too_many").inc()
            if alarm and not queue.alarming:  # the action is never one thing too much
                self.spawn(self._outgoing.sound(alarm, queue))
            elif verdict == "first refusal":
                self.spawn(self._slow_down(incoming, queue))
            return Accepted(query=incoming.query, dropped=True, language=incoming.language)
        self._queues[incoming.chat] = queue
        queue.gone = False
        queue.pending += 1
        IN_HAND.inc()
        if alarm:
            self._sound(number, alarm, queue)
        task = asyncio.create_task(self._turn(incoming, queue))
        self._remember(number, task)
        return Accepted(task, incoming.query)

    async def keep_debts(self) -> None:
        """Send what another process owed when it died, and let the store know what is delivered, for ever."""
        await self._outgoing.debts.keep(self._resend_owed, self.channel.share)

    async def watch(self) -> None:
        """Tell those who wait for the database, for ever."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            latest = monotonic() - PATIENCE_SECONDS
            for queue in tuple(self._queues.values()):
                if queue.turn and queue.turn_began < latest:
                    self._tell_unsaved(queue.turn)

    def _without_turn(self, incoming: Incoming | None) -> Accepted:
        """What is no conversation: others in a group, somebody who stops the bot, kinds that nobody asked for."""
        REJECTED.labels("other").inc()
        if incoming is None:
            return Accepted()
        if incoming.left and (queue := self._queues.get(incoming.chat)):
            queue.gone = True
        return Accepted(query=incoming.query)

    def spawn(self, sending: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Send something in the background; only `drain` waits for it."""
        task = asyncio.create_task(sending)
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)
        return task

    async def drain(self, seconds: float) -> None:
        """Wait at most `seconds` for what is in hand, then cancel it.

        What cannot be saved stays with Telegram, and what is not sent stays owed.
        """
        await self._end(seconds)
        with suppress(StoreError):  # else a few replies are sent twice
            await self._outgoing.debts.flush()

    async def _end(self, seconds: float) -> None:
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
    def _unfinished(self) -> set[asyncio.Task[Any]]:
        """Turns and replies that are still under way."""
        return {task for task in (*self._sending, *self._known.values()) if task and not task.done()}

    async def _turn(self, incoming: Incoming, queue: ChatQueue) -> None:
        """One turn, to where it is saved. Its reply leaves on its own."""
        began = perf_counter()
        reply = None
        try:
            async with queue.turns:
                queue.turn, queue.turn_began = incoming, monotonic()
                try:
                    reply = await self._run_turn(incoming)
                finally:
                    queue.turn = None
                self.spawn(self._send(reply, queue, self._alarms.pop(incoming.update, None)))
        except (StoreError, BusyError):
            TURNS.labels("unsaved").inc()
            raise
        except Exception as error:  # noqa: BLE001  nobody may be left without a reply
            TURNS.labels("failed").inc()
            self._alarms.pop(incoming.update, None)
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
        turn = partial(self.channel.run_turn, incoming, next(self._tickets))
        try:
            reply = await turn()
        except (StoreError, BusyError) as error:
            TURNS.labels("delayed").inc()
            # The store promises that its sentences hold nothing of a conversation, and they say what to mend
            log.warning("a turn could not be saved yet", error=error, reason=str(error))
            self._tell_unsaved(incoming)
            reply = await retry(turn, error, on=(StoreError, BusyError), timeout=self._retry_seconds)
        self._told_unsaved.discard(incoming.chat)
        return reply

    def _tell_unsaved(self, incoming: Incoming) -> None:
        """Tell somebody, once, that their turn is not saved yet; what may be danger gets its card instead."""
        if incoming.update in self._alarms:
            return
        queue = self._queues.get(incoming.chat)
        if queue and (alarm := self.channel.alarm(incoming, at_once=False)):
            self._sound(incoming.update, alarm, queue)
        elif incoming.chat not in self._told_unsaved:
            self._told_unsaved.add(incoming.chat)
            self.spawn(self.channel.send_notice("unsaved", incoming.chat, incoming.language))

    def _sound(self, update: int, alarm: Delivery, queue: ChatQueue) -> None:
        """Send the action, once for each update, however often it is delivered until it is saved."""
        if update not in self._alarms:
            self._alarms[update] = Sounded(alarm.turn, self.spawn(self._outgoing.sound(alarm, queue)))
            if len(self._alarms) > REMEMBERED:
                del self._alarms[next(iter(self._alarms))]

    async def _send(self, reply: Delivery, queue: ChatQueue, sounded: Sounded | None = None) -> None:
        """Send a reply, and then its files."""
        try:
            await self._outgoing.send(reply, queue, sounded)
            if reply.turn.files and not queue.gone:
                queue.pending_files += 1
                self.spawn(self._send_files(reply, queue))
        finally:
            self._finish(queue, reply.chat)

    async def _send_files(self, reply: Delivery, queue: ChatQueue) -> None:
        """The files of a reply. No card waits for them: the next one may be about danger."""
        try:
            await self._outgoing.send_files(reply, queue)
        finally:
            queue.pending_files -= 1
            self._discard_if_empty(queue, reply.chat)

    def _resend_owed(self, key: Key, owed: Owed) -> None:
        """Send what is owed to a chat since another process ended, unless it has said something here meanwhile."""
        chat = int(key.chat)
        if chat in self._queues:
            return
        queue = self._queues[chat] = ChatQueue(pending=1)
        IN_HAND.inc()
        self.spawn(self._resend(chat, owed, queue))

    async def _resend(self, chat: int, owed: Owed, queue: ChatQueue) -> None:
        async with queue.turns:
            try:
                owing = partial(self.channel.owed, chat, owed)
                try:
                    reply = await owing()
                except StoreError as error:
                    reply = await retry(owing, error, on=StoreError)
            except BaseException:
                self._finish(queue, chat)
                raise
            self.spawn(self._send(reply, queue))

    def _finish(self, queue: ChatQueue, chat: int) -> None:
        IN_HAND.dec()
        queue.pending -= 1
        self._discard_if_empty(queue, chat)

    def _discard_if_empty(self, queue: ChatQueue, chat: int) -> None:
        if not queue.pending and not queue.pending_files:
            self._queues.pop(chat, None)

    async def _slow_down(self, incoming: Incoming, queue: ChatQueue) -> None:
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
