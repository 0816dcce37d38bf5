"""Somebody in mid-conversation: from the question about the area to the numbers, and round again."""

from collections import Counter
from random import Random
from time import perf_counter

from tests.botapi import BotApi, Person
from tests.botapi.objects import Query
from tests.kit.answers import Tap
from tests.kit.crowd import AGAIN, WAY

KEPT = 8
"""Messages that stay in a chat."""


class Talker:
    """Taps, or types what a button says, and waits for exactly the card that has to follow."""

    def __init__(self, api: BotApi, name: str, random: Random) -> None:
        self.person: Person = api.person(name)
        self.waits_since = 0.0
        """When the last act was, in seconds of `perf_counter`; 0 while nothing is awaited."""
        self.again = 0
        """How often the card came once more that came most often since the last act but one."""
        self.clocks = 0
        """How many buttons that were tapped show a clock for ever."""
        self.rounds = 0
        self._random = random
        self._step = 0
        self._tapped: Query | None = None
        self._seen: list[str] = []
        self._seen_before: list[str] = []

    @property
    def _way(self) -> list[Tap]:
        return [AGAIN if self.rounds else WAY[0], *WAY[1:]]

    async def arrive(self) -> None:
        """Come as far as the first question."""
        await self.person.send("/start clinic1")
        await self.person.see("Hello, I am Mesoguide")
        await self.go_on()

    async def go_on(self, *, clock: bool = True) -> float:
        """Act, and return the seconds until the card is there and, if asked, no `clock` turns on the button."""
        chat = self.person.chat
        data, label, expected = self._way[self._step]
        self._note_all()
        self.clocks += bool(self._tapped and not self._tapped.over)
        self._seen_before, self._seen = self._seen, []
        typed = self._random.random() < 0.5
        self.waits_since = began = perf_counter()
        self._tapped = query = None if typed else self.person.touch(data)
        if typed:
            await self.person.send(label)
        while expected not in (card := await self.person.next()).text:
            self._seen.append(card.text)
        self._seen.append(card.text)
        if clock and query and not await chat.changes.until(lambda: query.over, self.person.patience):
            raise AssertionError(f"The clock on a button never stopped.\n{self.person.screen}")
        took = perf_counter() - began
        self.waits_since = 0.0
        self._step = (self._step + 1) % len(self._way)
        self.rounds += not self._step
        self.person.forget(KEPT)
        return took

    @property
    def sees_numbers(self) -> bool:
        """Whether the next act begins another round."""
        return not self._step

    def tap_again(self) -> None:
        """Tap, or tap once more, the button whose card has not come: the bot has gone silent."""
        self.person.touch(self._way[self._step].data)

    def _note_all(self) -> None:
        """Look at all that came since the card that was awaited, and count what had come before."""
        self._seen += [card.text for card in self.person.chat.shown]
        times = Counter([*dict.fromkeys(self._seen_before), *self._seen])
        self.again = max((times[text] - 1 for text in self._seen), default=0)
