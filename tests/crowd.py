"""People who live through the whole conversation, many at once, whatever happens to the bot meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tests.botapi import BotApi, Person

WAY = (
    ("I am 18 or older", "Question 1 of 7"),
    ("Face", "Question 2 of 7"),
    ("Dry skin", "Question 3 of 7"),
    ("Mild", "Question 4 of 7"),
    ("Dry", "Question 5 of 7"),
    ("30 to 44", "Question 6 of 7"),
    ("None of these", "Question 7 of 7"),
    ("None of these", "Your answers"),
    ("Show my ranges", "How many: 3 to 4 sessions"),
)
"""What people tap, and what the card says that follows."""
AGAIN = ("Start again", "Question 1 of 7")
ANSWERS = {
    "area": "face",
    "concern": "hydration",
    "severity": "mild",
    "skin_type": "dry",
    "age": "30_44",
    "lifestyle": [],
    "health": [],
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
        for label, expected in WAY if not turn else (AGAIN, *WAY[1:]):
            taps += await tap(person, label, expected)
    return taps


async def tap(person: Person, label: str, expected: str) -> int:
    """Tap until the card is there, as people do when nothing happens; how many taps it took."""
    return await _until(person, expected, lambda: person.tap(label))


async def _until(person: Person, expected: str, act: Callable[[], object]) -> int:
    for attempt in range(1, 20):
        try:
            done = act()
            assert asyncio.iscoroutine(done)
            await done
            while expected not in (await person.next()).text:
                pass
        except AssertionError:  # patience is over
            if any(expected in card.text for card in person.chat.messages[-2:]):
                return attempt
            await person.send("/start")
        else:
            return attempt
    raise AssertionError(f"{expected!r} did not come in\n{person.screen}")
