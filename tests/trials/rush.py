"""A rush of newcomers at the rate that Telegram allows: everybody is welcomed, and those who talk hardly notice."""

import asyncio
from contextlib import suppress
from random import Random
from time import perf_counter

from benchmarks.report import Claim, Report, percentile, say
from tests.botapi import BotApi, Person
from tests.kit.deployment import Deployment
from tests.trials.options import Options, in_each_way
from tests.trials.talker import Talker

ARRIVALS = 10_000 / 60
"""People a second."""

TALKERS = 5
"""People in mid-conversation."""

THINKING = 2.0
"""Seconds between two acts of one of them."""

DANGER_EVERY = 4.0
"""Seconds until somebody else sends words of danger."""

PER_CHAT = 1.0, 3.0
"""Messages a second that Telegram takes in one chat, and so many at once after a pause."""

WELCOME, BREATHLESS, ACTION = "Hello, I am Mesoguide", "I cannot breathe", "Do not wait for a reply here."
LOOK = 0.25
"""Seconds between two looks at who is not welcomed yet."""


def measure(options: Options) -> list[Report]:
    """A report for each way."""
    return in_each_way(_rush, options, kept=0)


async def _rush(bot: Deployment, options: Options) -> Report:
    api, random = bot.api, Random(7)
    talkers = [Talker(api, f"Talker{number}", random) for number in range(TALKERS)]
    await asyncio.gather(*(talker.arrive() for talker in talkers))
    rate = api.rate(options.rate, burst=options.rate, per_chat=PER_CHAT)
    turns: list[float] = []
    dangers = _Dangers(api)
    began = perf_counter()
    beside = [asyncio.create_task(_talk(talker, turns)) for talker in talkers]
    beside.append(asyncio.create_task(dangers.go_on()))
    newcomers = [api.person(f"Person{number}") for number in range(options.people)]
    longest = 1.5 * options.people / options.rate + options.people / ARRIVALS + 30
    left = await _welcome(newcomers, began, longest)
    seconds = perf_counter() - began
    allowed = rate.taken / options.rate
    for task in beside:
        task.cancel()
    with suppress(asyncio.CancelledError):
        await asyncio.gather(*beside)
    now = perf_counter()  # who still waits has waited for so long at least
    turns += [now - talker.waits_since for talker in talkers if talker.waits_since]
    answers = dangers.taken + [now - since for since in dangers.waiting]
    rows: list[tuple[str | int | float, ...]] = [
        ("newcomers", options.people),
        ("calls that Telegram took", rate.taken),
        ("calls that it refused", rate.refused),
        ("seconds until everybody was welcomed", seconds),
        ("turns in mid-conversation", len(turns)),
        ("their p50 in seconds", percentile(turns, 50)),
        ("messages of danger", len(answers)),
    ]
    claims = [
        Claim("newcomers who were never welcomed", left, 0),
        Claim("times the time that the rate allows for what was sent", seconds / max(allowed, 1), 1.1),
        Claim("calls of 100 that were refused", 100 * rate.refused_share, 2),
        Claim("p99 of a turn in mid-conversation", percentile(turns, 99), 1, "s"),
        Claim("slowest answer to words of danger", max(answers, default=0), 2, "s"),
    ]
    return Report(f"A rush at {options.rate:g} messages a second, {bot.way.value}", ("", ""), rows, claims)


async def _welcome(newcomers: list[Person], began: float, longest: float) -> int:
    """Let everybody arrive and wait for their welcome, `longest` seconds at most; how many never got one."""
    coming = iter(newcomers)
    waiting: list[Person] = []
    arrived = told = 0
    while (waiting or arrived < len(newcomers)) and (passed := perf_counter() - began) < longest:
        for person in coming:
            await person.send("/start")
            waiting.append(person)
            arrived += 1
            if arrived > passed * ARRIVALS:
                break
        waiting = [person for person in waiting if not any(WELCOME in card.text for card in person.chat.messages)]
        if passed > told + 15:
            told = int(passed)
            say(f"{arrived} have come, {len(waiting)} of them wait")
        await asyncio.sleep(LOOK if arrived == len(newcomers) else 0.02)
    return len(waiting) + len(newcomers) - arrived


async def _talk(talker: Talker, turns: list[float]) -> None:
    while True:
        await asyncio.sleep(THINKING)
        turns.append(await talker.go_on())


class _Dangers:
    """People who send words of danger, one after the other: the seconds that their answers took."""

    def __init__(self, api: BotApi) -> None:
        self.taken: list[float] = []
        self.waiting: set[float] = set()
        """Since when those wait who have no answer yet."""
        self._api = api

    async def go_on(self) -> None:
        """Somebody else every few seconds, for ever."""
        async with asyncio.TaskGroup() as people:
            while True:
                await asyncio.sleep(DANGER_EVERY)
                people.create_task(self._cry_out())

    async def _cry_out(self) -> None:
        person = self._api.person("Dora")
        began = perf_counter()
        self.waiting.add(began)
        await person.send(BREATHLESS)
        await person.see(ACTION)
        self.waiting.discard(began)
        self.taken.append(perf_counter() - began)
