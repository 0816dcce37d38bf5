"""Every update to its turn: those of one chat in their order, different chats side by side, each once.

An update may be acknowledged to Telegram when its turn is saved. What is sent to the chat comes after
that, in the same order, and holds nobody else up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import stamina
import structlog
from telegram.error import Forbidden

from bot.conversation import BusyError
from bot.metrics import DELIVERY_SECONDS, IN_HAND, REJECTED, TURN_SECONDS, TURNS
from bot.store import SealedError, StoreError
from bot.telegram.api import Json
from bot.telegram.channel import Channel, NotAnUpdateError, Reply
from bot.telegram.updates import Envelope, envelope

log = structlog.get_logger(__name__)

CAP = 16  # updates of one chat whose replies are not delivered yet; a finger is slower than that
REMEMBERED = 10_000  # updates that are known to have been here
LONGEST_WAIT = 5  # seconds between two attempts to save


@dataclass(slots=True)
class _Line:
    """The updates of one chat that are here: whose turn it is, whose reply leaves, and how many there are."""

    turns: asyncio.Lock = field(default_factory=asyncio.Lock)
    replies: asyncio.Lock = field(default_factory=asyncio.Lock)
    present: int = 0
    told_to_slow_down: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """An update that was taken in.

    `saved` ends when it may be acknowledged, and raises where it may not; None: at once. `query` is the
    callback query to answer, `dropped` says that its chat's line was full.
    """

    saved: asyncio.Task[None] | None = None
    query: str | None = None
    dropped: bool = False


class Intake:
    """The one door for updates, whether they were polled or came by webhook."""

    def __init__(self, channel: Channel, patience: float | None) -> None:
        """`patience`: for how many seconds a turn that cannot be saved is tried again; None: for ever."""
        self._channel = channel
        self._patience = patience
        self._lines: dict[int, _Line] = {}
        self._known: dict[int, asyncio.Task[None] | None] = {}
        self._waiting: set[int] = set()  # chats that were told that nothing can be saved
        self._sending: set[asyncio.Task[None]] = set()

    def accept(self, raw: object) -> Accepted:
        """Take an update in, as JSON; the calls of one chat have to be in its order."""
        outside = envelope(raw)
        if outside is None or not isinstance(raw, dict):
            REJECTED.labels("malformed").inc()
            return Accepted()
        if outside.update in self._known:
            REJECTED.labels("duplicate").inc()
            return Accepted(self._known[outside.update])
        if outside.chat is None:
            REJECTED.labels("other").inc()
            return Accepted()
        line = self._lines.setdefault(outside.chat, _Line())
        line.gone = outside.left
        if line.present >= CAP:
            self._drop(outside, outside.chat, line)
            return Accepted(query=outside.query, dropped=True)
        line.present += 1
        IN_HAND.inc()
        task = asyncio.create_task(self._turn(raw, outside, outside.chat, line))
        self._remember(outside.update, task)
        return Accepted(task, outside.query)

    def spawn(self, sending: Coroutine[Any, Any, None]) -> None:
        """Let something be sent that nobody waits for, but `drain`."""
        task = asyncio.create_task(sending)
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def drain(self, seconds: float) -> None:
        """Let what is here end, for at most `seconds`; what cannot be saved stays with Telegram."""
        deadline = asyncio.get_running_loop().time() + seconds
        while here := {*self._sending, *filter(None, self._known.values())}:
            left = deadline - asyncio.get_running_loop().time()
            _ended, late = await asyncio.wait(here, timeout=max(left, 0))
            if late:
                log.warning("stopped before everything was sent", left=len(late))
                for task in late:
                    task.cancel()
                await asyncio.gather(*late, return_exceptions=True)
                return

    async def _turn(self, raw: Json, outside: Envelope, chat: int, line: _Line) -> None:
        """One turn, to where it is saved. Its reply leaves on its own."""
        began = perf_counter()
        reply = None
        try:
            async with line.turns:
                reply = await self._saved(raw, outside, chat)
                if reply:
                    self.spawn(self._send(reply, line, chat))
        except NotAnUpdateError:
            REJECTED.labels("malformed").inc()
        except (StoreError, BusyError):
            TURNS.labels("unsaved").inc()
            raise
        except Exception as error:  # noqa: BLE001  nobody may be left without a reply
            TURNS.labels("failed").inc()
            self.spawn(self._channel.apologise(chat, outside.language, "turn", error))
        else:
            seconds = perf_counter() - began
            TURN_SECONDS.observe(seconds)
            if reply:
                TURNS.labels(reply.turn.outcome).inc()
                log.info(
                    "turn",
                    update=outside.update,
                    step=reply.turn.step,
                    outcome=reply.turn.outcome,
                    ms=round(seconds * 1000, 1),
                )
        finally:
            if reply is None:
                self._leave(line, chat)

    async def _saved(self, raw: Json, outside: Envelope, chat: int) -> Reply | None:
        """The turn's reply, once it is saved; tried again while the database is away."""
        try:
            reply = await self._channel.take(raw)
        except SealedError:
            raise RuntimeError("the answers of a conversation cannot be read with DATA_KEY") from None
        except (StoreError, BusyError) as error:
            failed: Exception = error
        else:
            self._waiting.discard(chat)
            return reply
        log.warning("a turn could not be saved yet", error=failed)
        if chat not in self._waiting:
            self._waiting.add(chat)
            self.spawn(self._channel.say("unsaved", chat, outside.language))
        async for attempt in stamina.retry_context(
            on=(StoreError, BusyError), attempts=None, timeout=self._patience, wait_max=LONGEST_WAIT
        ):
            with attempt:
                if attempt.num == 1:
                    raise failed
                reply = await self._channel.take(raw)
                self._waiting.discard(chat)
                return reply
        raise AssertionError("stamina returns or raises")  # pragma: no cover

    async def _send(self, reply: Reply, line: _Line, chat: int) -> None:
        began = perf_counter()
        try:
            async with line.replies:
                if not line.gone:
                    await self._channel.send(reply)
        except Forbidden:
            line.gone = True  # what still waits for this chat is not sent
            log.info("a person has blocked the bot")
        finally:
            DELIVERY_SECONDS.observe(perf_counter() - began)
            self._leave(line, chat)

    def _leave(self, line: _Line, chat: int) -> None:
        IN_HAND.dec()
        line.present -= 1
        if not line.present:
            self._lines.pop(chat, None)

    def _drop(self, outside: Envelope, chat: int, line: _Line) -> None:
        REJECTED.labels("too_many").inc()
        if not line.told_to_slow_down:
            line.told_to_slow_down = True
            self.spawn(self._slow_down(chat, outside.language, line))

    async def _slow_down(self, chat: int, language: str, line: _Line) -> None:
        async with line.replies:
            await self._channel.say("slow_down", chat, language)

    def _remember(self, update: int, task: asyncio.Task[None]) -> None:
        self._known[update] = task
        if len(self._known) > REMEMBERED:
            oldest = next(iter(self._known))
            if self._known[oldest] is None:
                del self._known[oldest]

        def ended(task: asyncio.Task[None]) -> None:
            if task.cancelled() or task.exception():
                self._known.pop(update, None)  # Telegram will deliver it again
            else:
                self._known[update] = None

        task.add_done_callback(ended)
