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
from typing import NamedTuple, TypeVar

from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.metrics import API_RETRIES
from bot.telegram.client.errors import seconds_asked

T = TypeVar("T")

URGENT_SECONDS = 1.5  # between two attempts to send what is about danger, whatever Telegram asks for
FIRST_PAUSE, MAX_PAUSE = 0.5, 15.0  # seconds between two attempts while Telegram is away
WINDOW_SECONDS = 1.0  # over which the rate is measured
USUAL_RATE = 30.0  # calls a second that Telegram takes from a bot, as its documentation says
CHATS_REFUSED = 3  # that many different ones within the window: it is the bot that sends too much
PACED_WINDOW_SECONDS = 5.0  # the same, once a rate is known: then refusals are few and far between
LONGEST_SECONDS = 15.0  # that the whole bot waits: refused chats may each have had a limit of their own
LOWERED = 0.94  # of what was measured or tried before, after a refusal
RISE_PER_SECOND, NEAR_THE_CEILING, RISE_NEAR_IT = 0.03, 0.97, 0.0007  # of the rate, while calls wait
STEP = 0.8  # of a rate that is refused, where there is no measure
VALID_SECONDS = 60.0  # for which a ceiling holds
BURST_SECONDS = 0.3  # of the rate that may go at once after a pause
REMEMBERED = 1000  # refused chats; those whose time is over are forgotten beyond that
FORGOTTEN_SECONDS = 600.0  # after which a rate that nobody waited for is forgotten


class Priority(IntEnum):
    """Who goes first where Telegram takes less than there is to send."""

    DANGER = 0
    REPLY = 1
    WELCOME = 2
    FILE = 3


class _Refusal(NamedTuple):
    """A 429: when, in which chat, and for how many seconds it asked to wait."""

    at: float
    chat: int
    asked: float


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
        self.processes = 1
        """How many processes share what Telegram takes from the bot."""
        self._ceiling = 0.0  # the rate at which Telegram refused last
        self._lowered = 0.0  # when that was
        self._until = 0.0  # the whole bot waits
        self._chats: dict[int, float] = {}  # until when each waits
        self._taken: deque[float] = deque()  # when Telegram took something, within the window
        self._refused: deque[_Refusal] = deque()
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
            is_near = self.rate >= NEAR_THE_CEILING * self._ceiling and now - self._lowered < VALID_SECONDS
            self.rate *= 1 + min(waited, WINDOW_SECONDS) * (RISE_NEAR_IT if is_near else RISE_PER_SECOND)
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
        self._refused.append(_Refusal(now, chat, asked))
        within = WINDOW_SECONDS if self.rate is None else PACED_WINDOW_SECONDS
        while self._refused[0].at < now - within:
            self._refused.popleft()
        if len({refusal.chat for refusal in self._refused}) < CHATS_REFUSED:
            return
        # The bot is asked to wait for the same time in every chat; whoever is asked for longer waits on their own account
        asked = min(refusal.asked for refusal in self._refused)
        for refusal in self._refused:
            if self._chats.get(refusal.chat, 0.0) <= refusal.at + asked:
                self._chats.pop(refusal.chat, None)
        if now >= self._until:  # else calls that were under way when Telegram refused the first
            self._ceiling = self._measured(now)
            self.rate, self._waited, self._lowered = LOWERED * self._ceiling, now, now
        self._refused.clear()
        self._until = max(self._until, now + min(asked, LONGEST_SECONDS))
        self._next = self._until

    def _measured(self, now: float) -> float:
        """Calls a second that Telegram took of late, at the moment of a refusal."""
        taken = float(sum(at > now - WINDOW_SECONDS for at in self._taken))
        if self.rate is None:  # where little is sent, refused chats say little about the bot
            return max(taken, USUAL_RATE / self.processes)
        if now - self._until < WINDOW_SECONDS:  # it had to wait within the window: what it measures is too little
            return max(1.0, taken, STEP * self.rate)
        return max(1.0, min(self.rate, taken))
