"""People who live through the whole conversation, many at once, whatever happens to the bot meanwhile."""

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from bot.store import Key, Store
from tests.botapi import BotApi, Person
from tests.botapi.objects import Update
from tests.kit.answers import Said, Tap, answers_of, progress, taps

HYDRATION: Said = {"concern": "hydration", "severity": "mild", "skin_type": "dry"}
WAY = (*taps(**HYDRATION)[:-1], Tap("do:answer", "Show my ranges", "How many: 3 to 4 sessions"))
"""The buttons that people tap, and what the card says that follows."""
DATA_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
"""Of the shape of a real one; it protects nobody."""
AGAIN = Tap("do:restart", "Start again", progress("area"))
ANSWERS = {
    question: answer if isinstance(answer, str) else [*answer] for question, answer in answers_of(**HYDRATION).items()
}
"""What the conversation then holds, in the order in which it was said."""


def crowd(api: BotApi, size: int) -> list[Person]:
    """So many people who have not written yet."""
    return [api.person(first_name=f"Person{number}", language_code="en") for number in range(size)]


async def arrive(person: Person) -> None:
    """Begin."""
    await _until(person, "Hello, I am Mesoguide", lambda: person.send("/start clinic1"))


async def take_part(person: Person, rounds: int = 1) -> int:
    """From the first card to the numbers, `rounds` times; how many taps that took."""
    await arrive(person)
    taps = 0
    for turn in range(rounds):
        for data, _label, expected in WAY if not turn else (AGAIN, *WAY[1:]):
            taps += await press(person, data, expected)
    return taps


async def tap(person: Person, label: str, expected: str) -> int:
    """Tap until the card is there, as people do when nothing happens; how many taps it took."""
    return await _until(person, expected, lambda: person.tap(label))


async def press(person: Person, data: str, expected: str) -> int:
    """The same for the button that sends `data`, whether or not it stands on the last card."""
    return await _until(person, expected, lambda: person.tap_data(data, on=person.last))


async def kept(url: str, person: Person, *keys: str) -> dict[str, Any]:
    """What the database holds of somebody's answers."""
    store = await Store.open(url, keys or (DATA_KEY,))
    try:
        stored = await store.load(Key("telegram", str(person.id)))
    finally:
        await store.close()
    return dict(stored.data.get("answers", {})) if stored and stored.data else {}


@asynccontextmanager
async def watched(api: BotApi) -> AsyncIterator[list[Update]]:
    """Every update that the bot acknowledges meanwhile."""
    acknowledged: list[Update] = []
    acknowledge = api.telegram.inbox.acknowledge

    def noted(update: Update) -> None:
        acknowledged.append(update)
        acknowledge(update)

    api.telegram.inbox.acknowledge = noted  # type: ignore[method-assign]
    try:
        yield acknowledged
    finally:
        api.telegram.inbox.acknowledge = acknowledge  # type: ignore[method-assign]


def said(updates: list[Update], person: Person) -> dict[str, str]:
    """The answers of one choice that somebody's acknowledged taps gave."""
    data = [update.payload.get("data", "") for update in updates if update.chat.id == person.id]
    pairs = (each.partition(":") for each in data)
    return {question: answer for question, _colon, answer in pairs if isinstance(ANSWERS.get(question), str)}


async def _until(person: Person, expected: str, act: Callable[[], Coroutine[Any, Any, object]]) -> int:
    for attempt in range(1, 20):
        try:
            await act()
            while expected not in (await person.next()).text:
                pass
        except AssertionError:  # patience is over
            with suppress(AssertionError):
                await _look_again(person)
            if any(expected in card.text for card in person.chat.messages[-3:]):
                return attempt
        else:
            return attempt
    raise AssertionError(f"{expected!r} did not come in\n{person.screen}")


async def _look_again(person: Person) -> None:
    """Write to a bot that has gone silent, and go on with what it says."""
    await person.send("/start")
    await person.quiet()
    if "still here" in person.last.text:
        await person.tap("Go on")
        await person.quiet()
