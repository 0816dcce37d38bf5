"""What people do while something is measured. Every scene ends, and nobody is left in the middle of a turn.

Turns come as the script of whoever measures: pairs of an act and of the beginnings of the cards that answer it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from time import perf_counter
from typing import Any

from tests.botapi.load.meter import Meter
from tests.botapi.load.visitor import Bot, Turn, Visitor
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

Script = Sequence[Sequence[Any]]
"""Turns as JSON: lists of what a `Turn` consists of."""


async def ready(bot: Bot) -> Json:
    """Whether the bot is there for its updates."""
    telegram = bot.api.telegram
    return {"ready": bool(telegram.poll or telegram.courier.webhook.url)}


async def talk(
    bot: Bot, people: int, arrive: Script, again: Script, seconds: float, pid: int, beside: list[int]
) -> Json:
    """`people` at once go round and round."""
    crowd, turns = await _regulars(bot, people, arrive), _turns(again)
    return await _measure(
        [lambda each=each: each.go_on(turns) for each in crowd], seconds, Meter(pid, beside)
    )


async def look(bot: Bot, first: int, people: int, at_once: int, arrive: Script) -> Json:
    """`people` new ones, from the chat `first` on, open the link, see the welcome, and say nothing more."""
    numbers, welcome = iter(range(first, first + people)), _turns(arrive)[0]
    since = perf_counter()

    async def door() -> None:
        for number in numbers:
            visitor = bot.join(number)
            await visitor.take(welcome)
            bot.leave(visitor)

    async with asyncio.TaskGroup() as doors:
        for _ in range(at_once):
            doors.create_task(door())
    return {"seconds": perf_counter() - since}


async def finish(bot: Bot, arrive: Script, again: Script) -> Json:
    """Somebody goes as far as the answer; in which chat."""
    (guide,) = await _regulars(bot, 1, arrive)
    await _go(guide, _turns(again[:-1]))
    return {"chat": guide.id}


async def visit(
    bot: Bot,
    first: int,
    people: int,
    at_once: int,
    back: Script,
    seconds: float,
    pid: int,
    beside: list[int],
) -> Json:
    """People with the answer that `finish` led to come back at random, from chats `first` on, each for one turn."""
    (turn,), chance, card = _turns(back), Random(first), bot.people[FIRST].card
    assert card

    async def come() -> float:
        number = first + chance.randrange(people)
        while number in bot.people:
            number = first + chance.randrange(people)
        visitor = bot.join(number)
        visitor.remember(card)
        took = await visitor.take(turn)
        bot.leave(visitor)
        return took

    return await _measure([come] * at_once, seconds, Meter(pid, beside))


async def flood(bot: Bot, updates: int, arrive: Script, again: Script) -> Json:
    """Somebody taps, alone at first, then while another chat sends `updates` at once."""
    (witness,), turns = await _regulars(bot, 1, arrive), _turns(again)
    calm = [await witness.go_on(turns) for _ in range(CALM)]
    flooder, replies = bot.people.get(FLOODER) or bot.join(FLOODER), [perf_counter()]
    flooder.heard = lambda: replies.append(perf_counter())
    for _ in range(updates):
        flooder.say(arrive[0][0])
    storm: list[tuple[float, float]] = []
    while perf_counter() - replies[-1] < QUIET or not storm:
        storm.append((perf_counter(), await witness.go_on(turns)))
    during = [took for began, took in storm if began <= replies[-1]]
    return {"calm": calm, "storm": during, "replies": len(replies) - 1}


async def answers(bot: Bot, arrive: Script, rounds: list[Script], back: Script) -> Json:
    """Somebody comes to one answer after another, each with a picture that nobody has seen before.

    The same cards are then asked for without a picture, often enough for caches to be as warm as before. Seconds.
    The first round is not counted: the first picture of a process takes imports along.
    """
    (person,), (back_,) = await _regulars(bot, 1, arrive), _turns(back)
    found: dict[str, list[float]] = {"drawn": [], "plain": [], "picture": []}
    for script in rounds:
        *questions, show, again = _turns(script)
        await _go(person, questions)
        coming = person.next_file()
        found["drawn"].append(await person.take(show))
        found["picture"].append(await coming)
        for turn in [back_, show] * REPEATED + [back_]:
            await person.take(turn)
        found["plain"].append(await person.take(show))
        await person.take(again)
    return {name: seconds[1:] for name, seconds in found.items()}


async def draw(
    bot: Bot,
    pictures: int,
    times: int,
    witnesses: int,
    arrive: Script,
    again: Script,
    longest: Script,
    day: tuple[str, Sequence[str]],
) -> Json:
    """People go round and round while others choose `pictures` different days at once, `times` over.

    Each day is another picture of the longest course; `day` is the button's data, less the day, and the reply. Turns
    are those of the former, in seconds: when nothing was drawn, and while something was; `arrived` is how long the
    latter waited for their pictures.
    """
    everybody, turns = await _regulars(bot, witnesses + pictures, arrive), _turns(again)
    choosers = everybody[witnesses:]
    await asyncio.gather(*(_go(chooser, _turns(longest)) for chooser in choosers))
    taken: dict[str, list[float]] = {"calm": [], "meanwhile": [], "arrived": []}
    now = "calm"
    first = datetime.now().astimezone().date()  # the bot's own, on the same machine

    async def witness(person: Visitor) -> None:
        while now:
            began = now
            took = await person.go_on(turns)
            taken[now or began].append(took)

    async def choose(person: Visitor, days: int) -> float:
        coming = person.next_file()
        await person.press(f"{day[0]}{first + timedelta(days)}", day[1])
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


def _turns(script: Script) -> list[Turn]:
    return [Turn(*turn) for turn in script]


async def _regulars(bot: Bot, count: int, arrive: Script) -> list[Visitor]:
    """The first `count` people who stay; those who are new have arrived when this returns."""
    numbers = range(FIRST, FIRST + count)
    fresh = [bot.join(number) for number in numbers if number not in bot.people]
    await asyncio.gather(*(_go(person, _turns(arrive)) for person in fresh))
    return [bot.people[number] for number in numbers]


async def _go(person: Visitor, turns: Sequence[Turn]) -> None:
    """Take one turn after the other, and look at the file where one comes."""
    for turn in turns:
        coming = person.next_file()
        await person.take(turn)
        if turn.file:
            await coming


async def _measure(turns: Sequence[Callable[[], Awaitable[float]]], seconds: float, meter: Meter) -> Json:
    """Each of `turns` again and again, side by side; those that end within `seconds` are counted."""
    over = asyncio.Event()

    async def again(turn: Callable[[], Awaitable[float]]) -> None:
        while not over.is_set():
            meter.turn(await turn())

    async with asyncio.TaskGroup() as crowd:
        for turn in turns:
            crowd.create_task(again(turn))
        await asyncio.sleep(WARM_UP)
        meter.start()
        await asyncio.sleep(seconds)
        result = meter.stop()
        over.set()
    return result


SCENES: dict[str, Callable[..., Awaitable[Json]]] = {
    scene.__name__: scene for scene in (ready, talk, look, finish, visit, flood, answers, draw)
}
