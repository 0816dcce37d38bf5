"""Scenes about pictures: does the turn wait that brings one, do others wait while many are drawn?"""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from time import perf_counter

from benchmarks.script import AGAIN, LONGEST_ROUND, OTHER_ROUNDS, RETURN, ROUND, SHOW, Tap
from benchmarks.stub.bot import Bot
from benchmarks.stub.person import Person

BREATH = 0.3
"""Seconds in which nothing is drawn, before each time that something is."""

WARM = 3
"""Answers without a picture, before each that counts."""

DATED = ("If the first session is on",)
"""How the reply to a chosen day begins."""


async def answers(bot: Bot) -> dict[str, object]:
    """Somebody comes to one answer after another, each with a picture that nobody has seen before.

    Of every two pictures one is waited for, and the other is not: how long the next tap takes then. After that the same cards are
    asked for again, without a picture, and often enough for caches to be as warm as before. All in seconds.
    """
    (person,) = await bot.regulars(1)
    await _go(person, ROUND)  # the first picture of a process takes imports along
    found: dict[str, list[float]] = {"ordinary": [], "drawn": [], "plain": [], "picture": [], "hasty": []}
    for number, taps in enumerate(OTHER_ROUNDS):
        for tap in taps[:-1]:
            found["ordinary"].append(await person.take(tap))
        coming = person.next_file()
        found["drawn"].append(await person.take(SHOW))
        if number % 2:
            found["picture"].append(await coming)
            await person.take(RETURN)
        else:
            found["hasty"].append(await person.take(RETURN))
            await coming
        for _ in range(WARM):
            await person.take(SHOW)
            await person.take(RETURN)
        found["plain"].append(await person.take(SHOW))
        await person.take(AGAIN)
    return {**found}


async def draw(bot: Bot, *, pictures: int, times: int, witnesses: int) -> dict[str, object]:
    """People go round and round while others choose `pictures` different days at once, `times` over.

    Each day is another picture of the longest course. Turns are those of the former, in seconds: when nothing was drawn,
    and while something was; `arrived` is how long the latter waited for their pictures.
    """
    everybody = await bot.regulars(witnesses + pictures)
    busy, choosers = everybody[:witnesses], everybody[witnesses:]
    for chooser in choosers:
        await _go(chooser, LONGEST_ROUND)
    turns: list[tuple[float, float]] = []
    arrived: list[float] = []
    drawn: list[tuple[float, float]] = []
    over = asyncio.Event()

    async def witness(person: Person) -> None:
        while not over.is_set():
            turns.extend(await _go(person, ROUND))

    day = date.today()  # noqa: DTZ011  the bot's own, on the same machine
    async with asyncio.TaskGroup() as crowd:
        for person in busy:
            crowd.create_task(witness(person))
        for _ in range(times):
            await asyncio.sleep(BREATH)
            began = perf_counter()
            days = [day := day + timedelta(1) for _ in choosers]
            arrived += await asyncio.gather(*map(_choose, choosers, days))
            drawn.append((began, perf_counter()))
        over.set()
    calm: list[float] = []
    meanwhile: list[float] = []
    for began, took in turns:
        beside = any(began < end and began + took > start for start, end in drawn)
        (meanwhile if beside else calm).append(took)
    return {"calm": calm, "meanwhile": meanwhile, "arrived": arrived}


async def _go(person: Person, taps: tuple[Tap, ...]) -> list[tuple[float, float]]:
    """Tap one after the other, and look at the picture where one comes: when each turn began, and how long it took."""
    turns = []
    for tap in taps:
        coming, began = person.next_file(), perf_counter()
        turns.append((began, await person.take(tap)))
        if tap is SHOW:
            await coming
    return turns


async def _choose(person: Person, day: date) -> float:
    """Choose the day of a first session; the seconds until the picture came."""
    coming = person.next_file()
    await person.tap(f"do:day:{day.isoformat()}", DATED)
    return await coming
