"""Somebody in mid-conversation: from the question about the area to the numbers, and round again."""

from random import Random
from time import perf_counter

from tests.botapi import BotApi, Person
from tests.kit.crowd import AGAIN, WAY

KEPT = 8
"""Messages that stay in a chat."""


class Talker:
    """Taps, or types what a button says, and waits for exactly the card that has to follow."""

    def __init__(self, api: BotApi, name: str, random: Random) -> None:
        self.person: Person = api.person(name)
        self.waits_since = 0.0
        """When the last act was, in seconds of `perf_counter`; 0 while nothing is awaited."""
        self.unexpected: list[str] = []
        """How the other cards began that came since the last act but one."""
        self.rounds = 0
        self._random = random
        self._step = 0

    async def arrive(self) -> None:
        """Come as far as the first question."""
        await self.person.send("/start clinic1")
        await self.person.see("Hello, I am Mesoguide")
        await self.go_on()

    async def go_on(self) -> float:
        """Act, and return the seconds until the card is there and no clock turns on the button."""
        chat = self.person.chat
        way = (AGAIN if self.rounds else WAY[0], *WAY[1:])
        data, label, expected = way[self._step]
        self.unexpected = [card.text[:40] for card in chat.shown]
        typed = self._random.random() < 0.5
        self.waits_since = began = perf_counter()
        query = None
        if typed:
            await self.person.send(label)
        else:
            query = self.person.touch(data)
        while expected not in (card := await self.person.next()).text:
            self.unexpected.append(card.text[:40])
        if query and not await chat.changes.until(lambda: query.over, self.person.patience):
            raise AssertionError(f"The clock on a button never stopped.\n{self.person.screen}")
        took = perf_counter() - began
        self.waits_since = 0.0
        self._step = (self._step + 1) % len(way)
        self.rounds += not self._step
        self.person.forget(KEPT)
        return took
