"""When a call that shows something in a chat may be made: one governor for all that this process sends.

Telegram takes about 30 messages a second from a bot and one a second in a chat, and answers 429 beyond that, without
saying which of the two it meant. Nothing waits here until Telegram has refused something. Then the refused chat waits
for as long as it was asked to. Where several chats are refused at once, the whole bot waits, and goes on at the rate
that was measured, which rises again little by little.
"""

import asyncio
import heapq
from collections import deque
from collections.abc import Awaitable, Callable
from enum import IntEnum
from itertools import count
from time import monotonic
from typing import TypeVar

from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.metrics import API_RETRIES
from bot.telegram.client.errors import seconds_asked

T = TypeVar("T")

URGENT_SECONDS = 1.5  # between two attempts to send what is about danger, whatever Telegram asks for
FIRST_PAUSE, MAX_PAUSE = 0.5, 15.0  # seconds between two attempts while Telegram is away
WINDOW_SECONDS = 1.0  # over which the rate is measured
USUAL_RATE = 30.0  # calls a second that Telegram takes from a bot, as its documentation says
CHATS_REFUSED = 3  # that many different ones within the window: it is the bot that sends too much
LEAST_LEFT = 0.7  # of a rate, after one refusal
LOWERED = 0.94  # of what was measured or tried before, after a refusal
RISE_PER_SECOND, NEAR_THE_CEILING, RISE_NEAR_IT = 0.03, 0.97, 0.0007  # of the rate, while calls wait
BURST_SECONDS = 0.3  # of the rate that may go at once after a pause
REMEMBERED = 1000  # refused chats; those whose time is over are forgotten beyond that
FORGOTTEN_SECONDS = 600.0  # after which a rate that nobody waited for is forgotten


class Priority(IntEnum):
    """Who goes first where Telegram takes less than there is to send."""

    DANGER = 0
    REPLY = 1
    WELCOME = 2
    FILE = 3


class PointlessError(Exception):
    """What waited need not be sent any more."""


async def pause(seconds: float) -> None:
    """Wait for so many `seconds`."""
    await asyncio.sleep(seconds)


class Governor:
    """Paces calls, and makes them again where that can help."""

    def __init__(self) -> None:
        self.rate: float | None = None
        """Calls a second that Telegram is known to take; None: no limit was met."""
        self._ceiling = 0.0  # the rate at which Telegram refused last
        self._until = 0.0  # the whole bot waits
        self._chats: dict[int, float] = {}  # until when each waits
        self._taken: deque[float] = deque()  # when Telegram took something, within the window
        self._refused: deque[tuple[float, int]] = deque()
        self._next = 0.0  # when the next call may go
        self._waited = 0.0  # when something waited last
        self._waiting: list[tuple[Priority, int, asyncio.Future[None]]] = []
        self._order = count()
        self._pump: asyncio.Task[None] | None = None

    async def call(
        self,
        chat: int,
        priority: Priority,
        attempt: Callable[[], Awaitable[T]],
        *,
        is_pointless: Callable[[], bool] = lambda: False,
        attempts: int | None = None,
    ) -> T:
        """The result of `attempt`, which shows something in `chat`, as soon as Telegram takes it.

        It is made again as often as Telegram asks to wait, and after a cut connection or a 5xx, of which at most
        `attempts` are borne if given. What is about danger does not wait for its turn, and is tried every second and a half.

        Raises `PointlessError` once `is_pointless`, and the `TelegramError` that no other attempt can mend.
        """
        failed = 0
        while True:
            if priority is not Priority.DANGER:
                await self._turn(chat, priority)
            if is_pointless():
                raise PointlessError
            try:
                result = await attempt()
            except RetryAfter as error:
                asked = seconds_asked(error)
                self._note_refusal(chat, asked)
                if priority is Priority.DANGER:
                    await pause(min(asked, URGENT_SECONDS))
            except BadRequest:  # telegram counts it as a network error, but it stays bad
                raise
            except NetworkError:
                failed += 1
                if failed == attempts:
                    raise
                longest = URGENT_SECONDS if priority is Priority.DANGER else MAX_PAUSE
                await pause(min(FIRST_PAUSE * 2 ** min(failed - 1, 10), longest))
            else:
                self._note_success(chat)
                return result
            API_RETRIES.labels("file" if priority is Priority.FILE else "card").inc()

    async def _turn(self, chat: int, priority: Priority) -> None:
        """Wait until a call in `chat` may be made."""
        while chat in self._chats:
            left = self._chats[chat] - monotonic()
            if left <= 0:
                del self._chats[chat]
            else:
                await pause(left)
        if self.rate is None:
            return
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (priority, next(self._order), future))
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._admit())
        await future

    async def _admit(self) -> None:
        """Let those who wait go, the most urgent first, at the rate that is known."""
        while self._waiting:
            now = monotonic()
            rate = self._present_rate(now)
            if rate is not None:
                due = max(self._until, self._next)
                if due > now:
                    await pause(due - now)
                    continue
                self._next = max(self._next, now - BURST_SECONDS) + 1 / rate
            _priority, _order, future = heapq.heappop(self._waiting)
            if not future.done():
                future.set_result(None)

    def _present_rate(self, now: float) -> float | None:
        """The rate, a little higher than before: while calls wait, it is tried out how much Telegram takes."""
        if self.rate is None:
            return None
        waited, self._waited = now - self._waited, now
        if waited > FORGOTTEN_SECONDS:
            self.rate = None
        elif now > self._until:
            near = self.rate >= NEAR_THE_CEILING * self._ceiling
            self.rate *= 1 + min(waited, WINDOW_SECONDS) * (RISE_NEAR_IT if near else RISE_PER_SECOND)
        return self.rate

    def _note_success(self, chat: int) -> None:
        now = monotonic()
        self._chats.pop(chat, None)
        self._taken.append(now)
        while self._taken[0] < now - WINDOW_SECONDS:
            self._taken.popleft()

    def _note_refusal(self, chat: int, asked: float) -> None:
        now = monotonic()
        if len(self._chats) > REMEMBERED:
            self._chats = {each: until for each, until in self._chats.items() if until > now}
        self._chats[chat] = max(self._chats.get(chat, 0.0), now + asked)
        self._refused.append((now, chat))
        while self._refused[0][0] < now - WINDOW_SECONDS:
            self._refused.popleft()
        chats = {refused for _at, refused in self._refused}
        if len(chats) < CHATS_REFUSED:
            return
        for refused in chats:  # it was not about them
            self._chats.pop(refused, None)
        if now >= self._until:  # else calls that were under way when Telegram refused the first
            taken = sum(at > now - WINDOW_SECONDS for at in self._taken)
            # Where little is sent, refused chats say little about the bot
            usual = max(taken, USUAL_RATE)
            # Another process may have taken everything in this moment: the rate falls in steps
            self._ceiling = usual if self.rate is None else max(1.0, min(self.rate, max(taken, LEAST_LEFT * self.rate)))
            self.rate, self._waited = LOWERED * self._ceiling, now
        self._until = max(self._until, now + asked)
        self._next = self._until
