"""What Telegram's limits do to those who wait: a governor in a time of its own, before a Telegram that counts."""

import asyncio
import heapq
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from itertools import count
from typing import Any

import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.telegram import governor as module
from bot.telegram.governor import Governor, PointlessError, Priority


class Time:
    """Time that passes when everybody waits."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._order = count()
        self._sleeping: list[tuple[float, int, asyncio.Future[None]]] = []

    async def pause(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleeping, (self.now + max(seconds, 0.0), next(self._order), future))
        await future

    async def until_done(self, *work: asyncio.Future[Any]) -> None:
        """Let time pass until all of this is done."""
        while not all(each.done() for each in work):
            for _turn in range(20):  # whoever can go on does
                await asyncio.sleep(0)
            if self._sleeping:
                self.now, _order, future = heapq.heappop(self._sleeping)
                if not future.done():
                    future.set_result(None)


class Limited:
    """A Telegram that takes so many messages a second, from a bucket that holds as many."""

    def __init__(self, time: Time, rate: float, retry_after: int = 1, latency: float = 0.05) -> None:
        self.time, self.rate, self.retry_after, self.latency = time, rate, retry_after, latency
        self.taken: list[tuple[float, object]] = []
        self.refused = 0
        self._bucket, self._filled = rate, time.now
        self.closed: dict[object, float] = {}
        """Chats that are refused, until when."""

    def message(self, chat: object) -> Callable[[], Awaitable[None]]:
        async def send() -> None:
            await self.time.pause(self.latency)
            now = self.time.now
            self._bucket = min(self.rate, self._bucket + (now - self._filled) * self.rate)
            self._filled = now
            if self._bucket < 1 or self.closed.get(chat, 0.0) > now:
                self.refused += 1
                left = self.closed.get(chat, 0.0) - now
                raise RetryAfter(max(self.retry_after, int(left) + 1))
            self._bucket -= 1
            self.taken.append((now, chat))

        return send


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    time = Time()
    monkeypatch.setattr(module, "pause", time.pause)
    monkeypatch.setattr(module, "monotonic", lambda: time.now)
    return time


async def rush(time: Time, telegram: Limited, governor: Governor, people: int, seconds: float) -> None:
    """So many people write within so many seconds."""
    await asyncio.gather(*arrivals(time, telegram, governor, people, seconds))


def arrivals(
    time: Time, telegram: Limited, governor: Governor, people: int, seconds: float
) -> list[Coroutine[Any, Any, None]]:
    """The same, one by one."""

    async def arrive(chat: int) -> None:
        await time.pause(seconds * chat / people)
        await governor.call(chat, Priority.WELCOME, telegram.message(chat))

    return [arrive(chat) for chat in range(people)]


@pytest.mark.parametrize("retry_after", [1, 3])
async def test_a_rush_is_answered_in_the_time_that_the_rate_allows(time: Time, retry_after: int) -> None:
    telegram, governor, began = Limited(time, 30, retry_after), Governor(), time.now
    await time.until_done(asyncio.ensure_future(rush(time, telegram, governor, people=3000, seconds=20)))
    assert len({chat for _at, chat in telegram.taken}) == 3000
    assert time.now - began < 1.15 * 3000 / 30
    assert telegram.refused <= 0.02 * 3000


async def test_two_processes_share_what_telegram_takes(time: Time) -> None:
    telegram, began = Limited(time, 30), time.now
    governors = Governor(), Governor()
    for governor in governors:
        governor.processes = 2
    await time.until_done(
        *(asyncio.ensure_future(rush(time, telegram, governor, people=1500, seconds=20)) for governor in governors)
    )
    assert len(telegram.taken) == 3000
    assert time.now - began < 1.15 * 3000 / 30
    assert telegram.refused <= 0.02 * 3000


async def test_a_limit_that_nobody_documents_is_found_too(time: Time) -> None:
    telegram, governor, began = Limited(time, 8), Governor(), time.now
    await time.until_done(asyncio.ensure_future(rush(time, telegram, governor, people=600, seconds=5)))
    assert time.now - began < 1.3 * 600 / 8
    assert telegram.refused <= 60


async def test_somebody_in_mid_conversation_and_danger_go_before_welcomes(time: Time) -> None:
    telegram, governor = Limited(time, 30), Governor()
    waiting = asyncio.ensure_future(rush(time, telegram, governor, people=1500, seconds=5))
    delays: dict[Priority, list[float]] = {Priority.REPLY: [], Priority.DANGER: []}

    async def talk(priority: Priority) -> None:
        for _turn in range(12):
            await time.pause(3.0)
            asked = time.now
            await governor.call(10_000 + priority, priority, telegram.message("talker"))
            delays[priority].append(time.now - asked)

    await time.until_done(waiting, *(asyncio.ensure_future(talk(priority)) for priority in delays))
    assert sorted(delays[Priority.REPLY])[-2] < 1.5
    assert sorted(delays[Priority.DANGER])[-2] < 0.2


async def test_one_chat_that_has_to_wait_for_an_hour_holds_nobody_else_up(time: Time) -> None:
    telegram, governor, began = Limited(time, 1000), Governor(), time.now
    telegram.closed[1] = began + 3600
    held = asyncio.ensure_future(governor.call(1, Priority.REPLY, telegram.message(1)))
    others = [
        asyncio.ensure_future(governor.call(chat, Priority.REPLY, telegram.message(chat))) for chat in range(2, 50)
    ]
    await time.until_done(held, *others)
    assert all(at - began < 1 for at, chat in telegram.taken if chat != 1)
    assert 3600 <= time.now - began < 3602


async def test_many_chats_that_have_to_wait_for_an_hour_hold_nobody_up_for_long(time: Time) -> None:
    telegram, governor, began = Limited(time, 1000), Governor(), time.now
    limited = range(5)
    telegram.closed.update(dict.fromkeys(limited, began + 3600))
    held = [asyncio.ensure_future(governor.call(chat, Priority.REPLY, telegram.message(chat))) for chat in limited]

    async def others() -> None:
        await time.pause(1)
        for chat in range(100, 110):
            await governor.call(chat, Priority.REPLY, telegram.message(chat))

    await time.until_done(asyncio.ensure_future(others()), *held)
    assert all(at - began < 20 for at, chat in telegram.taken if chat not in limited)
    assert all(at - began >= 3600 for at, chat in telegram.taken if chat in limited)


async def test_an_hour_for_one_chat_is_no_hour_for_the_bot_that_sends_too_much(time: Time) -> None:
    telegram, governor, began = Limited(time, 30), Governor(), time.now
    telegram.closed["held"] = began + 3600
    held = asyncio.ensure_future(governor.call(10_000, Priority.REPLY, telegram.message("held")))
    await time.until_done(held, asyncio.ensure_future(rush(time, telegram, governor, people=300, seconds=1)))
    assert all(at - began < 15 for at, chat in telegram.taken if chat != "held")


async def test_words_of_danger_are_tried_again_in_short_steps(time: Time) -> None:
    telegram, governor, began = Limited(time, 1000), Governor(), time.now
    telegram.closed[1] = began + 60
    held = asyncio.ensure_future(governor.call(1, Priority.DANGER, telegram.message(1)))
    await time.until_done(held)
    assert 60 <= time.now - began < 62
    assert telegram.refused >= 30


async def test_what_became_pointless_is_left_out(time: Time) -> None:
    telegram, governor = Limited(time, 1000), Governor()
    telegram.closed[1] = time.now + 20
    newer: list[bool] = []
    held = asyncio.ensure_future(
        governor.call(1, Priority.REPLY, telegram.message(1), is_pointless=lambda: bool(newer))
    )
    await asyncio.sleep(0)
    newer.append(True)
    await time.until_done(held)
    assert isinstance(held.exception(), PointlessError)
    assert not telegram.taken


async def test_a_telegram_that_is_away_is_tried_again_and_a_mistake_is_not(time: Time) -> None:
    governor, failures = Governor(), deque([NetworkError("cut")] * 20)

    async def send() -> str:
        if failures:
            raise failures.popleft()
        return "sent"

    sent = asyncio.ensure_future(governor.call(1, Priority.REPLY, send))
    await time.until_done(sent)
    assert sent.result() == "sent"
    failures += [NetworkError("cut")] * 3
    few = asyncio.ensure_future(governor.call(1, Priority.FILE, send, attempts=3))
    await time.until_done(few)
    assert isinstance(few.exception(), NetworkError)
    failures.append(BadRequest("no"))
    with pytest.raises(BadRequest):
        await governor.call(1, Priority.REPLY, send)
