"""Whatever goes wrong for one person or for the database, everybody is answered, and danger before all else.

It wants a machine of its own, so it is no part of the suite: `pytest tests/trials/nobody_falls_silent.py`.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Iterator
from typing import TypeVar

import pytest
import pytest_asyncio

from tests.botapi import BotApi, Person
from tests.botapi.desk import Call
from tests.kit.answers import progress
from tests.kit.deployment import Deployment, Way, deployed
from tests.kit.postgres import Server, server
from tests.kit.programs import TOKEN

pytestmark = pytest.mark.asyncio(loop_scope="module")

WAIT = "One moment, please: I cannot save anything right now."
BREATHLESS = "I cannot breathe"
ACTION = "Do not wait for a reply here."
ASKS = "Is it one of these right now?"
HOUR = 3600

T = TypeVar("T")


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    """A server of its own."""
    with server() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=Way, ids=[way.name.lower() for way in Way])
async def bot(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Deployment]:
    way: Way = request.param
    postgres = request.getfixturevalue("postgres") if way.on_postgres else None
    async with BotApi(token=TOKEN) as api, deployed(api, way, tmp_path_factory.mktemp("bot"), postgres) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def healed(bot: Deployment) -> AsyncIterator[None]:
    """Telegram works for whoever comes next."""
    yield
    bot.api.heal()


async def at_the_first_question(bot: Deployment, *names: str) -> list[Person]:
    """People whom the bot has asked for the area."""
    people = [bot.api.person(name) for name in names]
    for person in people:
        await person.send("/start")
        await person.tap("I am 18 or older and I agree")
        await person.see(progress("area"))
    return people


async def within(seconds: float, coming: Awaitable[T]) -> T:
    """What somebody waits for; TimeoutError if that takes longer than so many seconds."""
    return await asyncio.wait_for(coming, seconds)


def attempts(bot: Deployment, person: Person, words: str) -> list[Call]:
    """The calls, taken or refused, that were to show such words to somebody."""
    calls = (call for call in bot.api.calls if call.params.get("chat_id") == person.id)
    return [call for call in calls if words in call.params.get("text", "")]


async def test_who_cannot_be_saved_is_told_and_silences_nobody(bot: Deployment) -> None:
    anna, boris = await at_the_first_question(bot, "Anna", "Boris")
    clara = bot.api.person("Clara")
    async with bot.without_database():
        tapping = asyncio.create_task(anna.tap("Face"))
        await within(5, anna.see(WAIT))
        await boris.send("/delete")
        await clara.send("/start")
        await within(5, boris.see(WAIT))
        await within(5, clara.see(WAIT))
    await within(5, tapping)
    await within(5, anna.see(progress("concern")))
    await within(5, boris.see("Erase"))
    await within(5, clara.see("Hello, I am Mesoguide"))
    for person in (anna, boris, clara):
        await person.quiet()
        assert len(attempts(bot, person, WAIT)) == 1, "told once"


async def test_a_broken_row_is_set_aside_and_only_its_person_notices(bot: Deployment) -> None:
    anna, boris = await at_the_first_question(bot, "Anna", "Boris")
    await bot.break_row(anna)
    await anna.tap("Face")
    await boris.tap("Face")
    await within(5, boris.see(progress("concern")))
    await within(5, anna.see("begin anew"))
    (told,) = (line for line in bot.log.splitlines() if "a row is broken and was set aside" in line)
    assert isinstance(json.loads(told)["row"], int)
    assert str(anna.id) not in bot.log
    assert await bot.is_ready()
    await anna.send("/start")
    await within(5, anna.see("Hello, I am Mesoguide"))
    await anna.tap("I am 18 or older and I agree")
    await within(5, anna.see(progress("area")))


async def test_danger_is_answered_without_the_database(bot: Deployment) -> None:
    anna, clara = await at_the_first_question(bot, "Anna", "Clara")
    boris = bot.api.person("Boris")
    async with bot.without_database():
        for person in (anna, boris):
            await person.send(BREATHLESS)
        await clara.send("I have a fever")
        for person in (anna, boris):
            await within(2, person.see(ACTION))
        await within(5, clara.see(ASKS))
    for person, card in ((anna, ACTION), (boris, ACTION), (clara, ASKS)):
        await within(5, person.quiet())
        assert sum(card in message.text for message in person.chat.messages) == 1, "and never twice"
        assert not attempts(bot, person, WAIT), "the action says more than that"
    await anna.tap("This was a misunderstanding")
    await within(5, anna.see(progress("area")))


async def test_a_rush_is_welcomed_as_fast_as_telegram_allows(bot: Deployment) -> None:
    (anna,) = await at_the_first_question(bot, "Anna")
    rate = bot.api.rate(per_second=30, burst=30)
    newcomers = [bot.api.person(f"Person{number}") for number in range(120)]
    for person in newcomers:
        await person.send("/start")
    dora = bot.api.person("Dora")
    await dora.send(BREATHLESS)
    await anna.tap("Face")
    await within(3, dora.see(ACTION))
    await within(3, anna.see(progress("concern")))
    await within(8, asyncio.gather(*(person.see("Hello") for person in newcomers)))
    assert rate.refused_share < 0.5, "whoever is refused does not come again all at once"


async def test_danger_goes_on_trying_where_telegram_asks_for_an_hour(bot: Deployment) -> None:
    (anna,) = await at_the_first_question(bot, "Anna")
    bot.api.limit(anna, HOUR)
    await anna.tap("Face")
    await anna.send(BREATHLESS)
    for tried in (1, 2):
        await within(2, anna.chat.changes.until(lambda: len(attempts(bot, anna, ACTION)) >= tried, 10))  # noqa: B023
    bot.api.heal()
    await within(2, anna.see(ACTION))


async def test_the_newest_reply_replaces_those_that_wait_for_a_limit(bot: Deployment) -> None:
    (anna,) = await at_the_first_question(bot, "Anna")
    before = len(anna.chat.messages)
    bot.api.limit(anna, 2)
    await anna.tap("Face")
    await anna.send("/help")
    await anna.send("/delete")
    await within(5, anna.see("Erase"))
    assert len([message for message in anna.chat.messages[before:] if message.by_bot]) == 1


async def test_what_was_owed_at_a_crash_comes_after_the_restart(bot: Deployment) -> None:
    anna, boris = await at_the_first_question(bot, "Anna", "Boris")
    await boris.send("/delete")
    await boris.see("Erase")
    for person in (anna, boris):
        bot.api.limit(person, HOUR)
    await anna.tap("Face")
    await boris.tap("Yes, erase everything")
    assert await bot.api.telegram.changes.until(lambda: not bot.api.pending, 10), "both are saved"
    await bot.kill()
    bot.api.heal()
    await bot.start()
    await within(5, anna.see(progress("concern")))
    await within(5, boris.see("erased"))
    assert sum(progress("concern") in message.text for message in anna.chat.messages) <= 2
    await anna.tap("Fine lines")
    await within(5, anna.see(progress("severity")))
