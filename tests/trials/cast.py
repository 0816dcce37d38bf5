"""People of whom each does one thing while something is wrong, and what they see of it."""

import asyncio
from dataclasses import dataclass, field
from time import perf_counter

from tests.botapi import Person
from tests.kit.answers import progress
from tests.kit.deployment import Deployment

LOOK = 0.02
"""Seconds between two looks at what people see."""

BREATHLESS, ACTION = "I cannot breathe", "Do not wait for a reply here."
WELCOME, ERASE = "Hello, I am Mesoguide", "Erase everything about you?"


@dataclass(eq=False, slots=True)
class Act:
    """What somebody did, and what has to come of it. Moments are those of `perf_counter`, 0 for what never came."""

    person: Person
    expected: str
    at: float = field(default_factory=perf_counter)
    told: float = 0.0
    """When anything came."""
    answered: float = 0.0
    """When what was expected came."""
    before: int = 0
    """Messages of the bot until then."""

    @property
    def is_danger(self) -> bool:
        """Whether these were words of danger."""
        return self.expected == ACTION

    def look(self) -> None:
        """Note what has come."""
        cards = [card for card in self.person.chat.messages if card.by_bot]
        if any(self.expected in card.text for card in cards):
            self.answered = perf_counter()
        if not self.told and (self.answered or len(cards) > self.before):
            self.told = perf_counter()


class Cast:
    """Everybody who does something during one trouble."""

    def __init__(self, bot: Deployment) -> None:
        self.api = bot.api
        self.acts: list[Act] = []
        self.limited: Person | None = None
        """Somebody for whom Telegram takes nothing until the trouble is over."""
        self._ready: list[Person] = []

    async def prepare(self, people: int) -> None:
        """Bring so many to the first question."""
        self._ready += [self.api.person(f"Person{number}") for number in range(people)]
        await asyncio.gather(*map(self._arrive, self._ready))

    async def act(self) -> None:
        """Somebody in mid-conversation and a newcomer send words of danger; others come, tap, and want to be erased."""
        await self.write(self.somebody(), BREATHLESS, ACTION)
        await self.write(self.api.person("Dora"), BREATHLESS, ACTION)
        await self.write(self.api.person("Clara"), "/start", WELCOME)
        self.tap(self.somebody(), progress("concern"))
        await self.write(self.somebody(), "/delete", ERASE)

    def somebody(self) -> Person:
        """One of those at the first question."""
        return self._ready.pop()

    async def write(self, person: Person, words: str, expected: str) -> None:
        """Let somebody write."""
        self._note(person, expected)
        await person.send(words)

    def tap(self, person: Person, expected: str) -> None:
        """Let somebody choose the face."""
        self._note(person, expected)
        person.touch("area:face")

    async def watch(self) -> None:
        """Note what people see, for ever."""
        while True:
            self._look()
            await asyncio.sleep(LOOK)

    async def until_answered(self, seconds: float) -> None:
        """Wait until everybody has what they expect, so many seconds at most."""
        await self.api.telegram.changes.until(self._look, seconds)

    def _look(self) -> bool:
        for act in self.acts:
            if not act.answered:
                act.look()
        return all(act.answered for act in self.acts)

    def _note(self, person: Person, expected: str) -> None:
        before = sum(message.by_bot for message in person.chat.messages)
        self.acts.append(Act(person, expected, before=before))

    async def _arrive(self, person: Person) -> None:
        await person.send("/start")
        await person.tap("I am 18 or older and I agree")
        await person.see(progress("area"))
