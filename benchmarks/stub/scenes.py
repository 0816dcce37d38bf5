"""What people do while something is measured. Every scene ends, and nobody is left in the middle of a turn."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from time import perf_counter

from benchmarks.script import PAYLOAD, RETURN, ROUND
from benchmarks.stub import objects
from benchmarks.stub.bot import FIRST, Bot
from benchmarks.stub.drawing import answers, draw
from benchmarks.stub.meter import Meter
from benchmarks.stub.person import Person

WARM = 0.4
"""Seconds of turns before those that count."""

QUIET = 0.25
"""Seconds without a call, after which a bot has done all that it will do."""

FLOODER = FIRST - 1
"""The chat of somebody who sends too much."""

Result = dict[str, object]


async def ready(bot: Bot) -> Result:
    """Whether the bot is there."""
    return {"ready": bot.ready}


async def talk(bot: Bot, *, people: int, seconds: float, pid: int, beside: list[int]) -> Result:
    """`people` at once go round and round."""
    crowd = await bot.regulars(people)
    return await _measure([person.go_on for person in crowd], seconds, Meter(pid, tuple(beside)))


async def look(bot: Bot, *, first: int, people: int, at_once: int) -> Result:
    """`people` new ones, from the chat `first` on, open the link, see the welcome, and say nothing more."""
    numbers = iter(range(first, first + people))
    since = perf_counter()

    async def door() -> None:
        for number in numbers:
            await bot.join(number).look()
            del bot.people[number]

    async with asyncio.TaskGroup() as doors:
        for _ in range(at_once):
            doors.create_task(door())
    return {"seconds": perf_counter() - since}


async def visit(  # noqa: PLR0913  one parameter for each thing that a visit depends on
    bot: Bot, *, first: int, people: int, at_once: int, seconds: float, pid: int, beside: list[int]
) -> Result:
    """People who have an answer come back at random, from chats `first` on, each for one tap."""
    guide = await _guide(bot)
    chance = random.Random(first)  # noqa: S311  nothing secret

    async def turn() -> float:
        number = first + chance.randrange(people)
        while number in bot.people:
            number = first + chance.randrange(people)
        visitor = bot.join(number)
        visitor.remember(guide)
        took = await visitor.take(RETURN)
        del bot.people[number]
        return took

    return await _measure([turn] * at_once, seconds, Meter(pid, tuple(beside)))


async def finish(bot: Bot) -> Result:
    """Somebody goes as far as the answer; in which chat."""
    return {"chat": (await _guide(bot)).number}


async def _guide(bot: Bot) -> Person:
    (guide,) = await bot.regulars(1)
    while RETURN.label not in objects.buttons(guide.markup):
        await guide.go_on()
    return guide


async def flood(bot: Bot, *, updates: int) -> Result:
    """Somebody taps, alone at first, then while another chat sends `updates` at once."""
    (witness,) = await bot.regulars(1)
    calm = [await witness.go_on() for _ in range(5 * len(ROUND))]
    replies = [perf_counter()]

    def heard(number: int) -> None:
        if number == FLOODER:
            replies.append(perf_counter())

    bot.heard = heard
    for number in range(updates):
        bot.push(objects.typed(FLOODER, number + 1, f"/start {PAYLOAD}"))
    storm: list[tuple[float, float]] = []
    while perf_counter() - replies[-1] < QUIET or not storm:
        began = perf_counter()
        took = await witness.go_on()
        storm.append((began, took))
    bot.heard = lambda _number: None
    during = [took for began, took in storm if began <= replies[-1]]
    return {"calm": calm, "storm": during, "replies": len(replies) - 1}


async def _measure(turns: list[Callable[[], Awaitable[float]]], seconds: float, meter: Meter) -> Result:
    """Each of `turns` again and again, side by side; those that end within `seconds` are counted."""
    over = asyncio.Event()

    async def again(turn: Callable[[], Awaitable[float]]) -> None:
        while not over.is_set():
            meter.turn(await turn())

    async with asyncio.TaskGroup() as crowd:
        for turn in turns:
            crowd.create_task(again(turn))
        await asyncio.sleep(WARM)
        meter.start()
        await asyncio.sleep(seconds)
        result = meter.stop()
        over.set()
    return result


SCENES: dict[str, Callable[..., Awaitable[Result]]] = {
    scene.__name__: scene for scene in (ready, talk, look, finish, visit, flood, answers, draw)
}
