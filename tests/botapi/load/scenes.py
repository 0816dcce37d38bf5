"""What people do while something is measured. Every scene ends, and nobody is left in the middle of a turn.

Each takes the script of whoever measures, and its own parameters.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random
from time import perf_counter, process_time
from typing import Any

import psutil

from tests.botapi.load.visitor import Bot, Script, Turn, Visitor
from tests.botapi.objects import Json

FIRST = 1_000_000
"""The chat of the first of those who stay."""

FLOODER = FIRST - 1
"""The chat of somebody who sends too much."""

WARM_UP = 0.4
"""Seconds of turns before those that count."""

QUIET = 0.25
"""Seconds without a card, after which a bot has done all that it will do."""

CALM = 45
"""Turns of one person before a flood."""

BREAK = 0.3
"""Seconds in which nothing is drawn, before each time that something is."""

REPEATED = 3
"""Answers without a picture, before each that counts."""


async def ready(bot: Bot, _script: Script) -> Json:
    """Whether the bot is there for its updates."""
    telegram = bot.api.telegram
    return {"ready": bool(telegram.poll or telegram.courier.webhook.url)}


async def talk(bot: Bot, script: Script, people: int, **window: Any) -> Json:
    """`people` at once go round and round; `window` is that of `_measure`."""
    crowd = await _regulars(bot, script, people)
    return await _measure([partial(person.go_on, script.around) for person in crowd], **window)


async def stroll(bot: Bot, script: Script, people: int, per_second: float, **window: Any) -> Json:
    """The same, with breaks: all of them together take about so many turns a second."""
    chance = Random(people)

    async def turn(person: Visitor) -> float:
        await asyncio.sleep(chance.uniform(0, 2 * people / per_second))
        return await person.go_on(script.around)

    crowd = await _regulars(bot, script, people)
    return await _measure([partial(turn, person) for person in crowd], **window)


async def look(bot: Bot, script: Script, first: int, people: int, at_once: int) -> Json:
    """`people` new ones, from the chat `first` on, open the link, see the welcome, and say nothing more."""
    numbers = iter(range(first, first + people))

    async def door() -> None:
        for number in numbers:
            visitor = bot.join(number)
            await visitor.take(script.arrive[0])
            bot.leave(visitor)

    await asyncio.gather(*(door() for _ in range(at_once)))
    return {}


async def finish(bot: Bot, script: Script) -> Json:
    """Somebody goes as far as the answer; in which chat."""
    (guide,) = await _regulars(bot, script, 1)
    await _go(guide, script.around[:-1])
    return {"chat": guide.id}


async def visit(bot: Bot, script: Script, first: int, people: int, at_once: int, **window: Any) -> Json:
    """People with the answer that `finish` led to come back at random, from chats `first` on, each for one turn."""
    chance, card = Random(first), bot.people[FIRST].card
    assert card

    async def come() -> float:
        number = first + chance.randrange(people)
        while number in bot.people:
            number = first + chance.randrange(people)
        visitor = bot.join(number)
        visitor.remember(card)
        took = await visitor.take(script.back)
        bot.leave(visitor)
        return took

    return await _measure([come] * at_once, **window)


async def flood(bot: Bot, script: Script, updates: int) -> Json:
    """Somebody taps, alone at first, then while another chat sends `updates` at once."""
    (witness,) = await _regulars(bot, script, 1)
    calm = [await witness.go_on(script.around) for _ in range(CALM)]
    flooder, replies = bot.people.get(FLOODER) or bot.join(FLOODER), [perf_counter()]
    flooder.heard = lambda: replies.append(perf_counter())
    for _ in range(updates):
        flooder.say(script.arrive[0].act)
    storm: list[tuple[float, float]] = []
    while perf_counter() - replies[-1] < QUIET or not storm:
        storm.append((perf_counter(), await witness.go_on(script.around)))
    during = [took for began, took in storm if began <= replies[-1]]
    return {"calm": calm, "storm": during, "replies": len(replies) - 1}


async def answers(bot: Bot, script: Script) -> Json:
    """Somebody comes to one answer after another, each with a picture that nobody has seen before.

    The same cards are then asked for without a picture, often enough for caches to be as warm as before. Seconds.
    The first answer is not counted: the first picture of a process takes imports along.
    """
    (person,) = await _regulars(bot, script, 1)
    found: dict[str, list[float]] = {"drawn": [], "plain": [], "picture": []}
    for *questions, show, again in (script.around, *script.others):
        await _go(person, questions)
        coming = person.next_file()
        found["drawn"].append(await person.take(show))
        found["picture"].append(await coming)
        for turn in [script.back, show] * REPEATED + [script.back]:
            await person.take(turn)
        found["plain"].append(await person.take(show))
        await person.take(again)
    return {name: seconds[1:] for name, seconds in found.items()}


async def draw(bot: Bot, script: Script, pictures: int, times: int, witnesses: int) -> Json:
    """People go round and round while others choose `pictures` different days at once, `times` over.

    Each day is another picture of the longest course. Turns are those of the former, in seconds: when nothing was drawn, and while something was; `arrived` is how long the
    latter waited for their pictures.
    """
    everybody = await _regulars(bot, script, witnesses + pictures)
    choosers = everybody[witnesses:]
    await asyncio.gather(*(_go(chooser, script.longest) for chooser in choosers))
    taken: dict[str, list[float]] = {"calm": [], "meanwhile": [], "arrived": []}
    now = "calm"
    first = datetime.now().astimezone().date()  # the bot's own, on the same machine

    async def witness(person: Visitor) -> None:
        while now:
            began = now
            took = await person.go_on(script.around)
            taken[now or began].append(took)

    async def choose(person: Visitor, days: int) -> float:
        coming = person.next_file()
        data, replies = script.day
        await person.press(f"{data}{first + timedelta(days)}", replies)
        return await coming

    async with asyncio.TaskGroup() as crowd:
        for person in everybody[:witnesses]:
            crowd.create_task(witness(person))
        for each in range(times):
            now = "calm"
            await asyncio.sleep(BREAK)
            now = "meanwhile"
            days = range(1 + each * pictures, 1 + (each + 1) * pictures)
            taken["arrived"] += await asyncio.gather(*map(choose, choosers, days))
        now = ""
    return {**taken}


def cpu(processes: Iterable[int]) -> float:
    """Seconds of CPU that `processes` and all their children have spent so far."""
    spent = 0.0
    for number in processes:
        process = psutil.Process(number)
        for each in (process, *process.children(recursive=True)):
            times = each.cpu_times()
            spent += times.user + times.system
    return spent


async def _regulars(bot: Bot, script: Script, count: int) -> list[Visitor]:
    """The first `count` people who stay; those who are new have arrived when this returns."""
    numbers = range(FIRST, FIRST + count)
    fresh = [bot.join(number) for number in numbers if number not in bot.people]
    await asyncio.gather(*(_go(person, script.arrive) for person in fresh))
    return [bot.people[number] for number in numbers]


async def _go(person: Visitor, turns: Sequence[Turn]) -> None:
    """Take one turn after the other, and look at the file where one comes."""
    for turn in turns:
        coming = person.next_file()
        await person.take(turn)
        if turn.file:
            await coming


async def _measure(
    turns: Sequence[Callable[[], Awaitable[float]]], seconds: float, pid: int, beside: list[int]
) -> Json:
    """Each of `turns` again and again, side by side, in seconds; those that end within `seconds` are counted.

    Beside the turns: the seconds that it took, and those of CPU of the bot with the process id `pid`, of the
    processes `beside` that work for it, and of this process.
    """
    taken: list[float] = []
    over = asyncio.Event()

    async def again(turn: Callable[[], Awaitable[float]]) -> None:
        while not over.is_set():
            taken.append(round(await turn(), 6))

    def now() -> tuple[float, ...]:
        return perf_counter(), cpu([pid]), cpu(beside), process_time()

    async with asyncio.TaskGroup() as crowd:
        for turn in turns:
            crowd.create_task(again(turn))
        await asyncio.sleep(WARM_UP)
        taken.clear()
        before = now()
        await asyncio.sleep(seconds)
        spent = [after - was for after, was in zip(now(), before, strict=True)]
        counted = [*taken]
        over.set()
    return {**dict(zip(("seconds", "cpu", "beside", "server"), spent, strict=True)), "turns": counted}


SCENES: dict[str, Callable[..., Awaitable[Json]]] = {
    scene.__name__: scene for scene in (ready, talk, stroll, look, finish, visit, flood, answers, draw)
}
