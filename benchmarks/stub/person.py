"""Somebody with a chat, who taps a button and waits for what it does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import perf_counter

from benchmarks.script import AGREE, PAYLOAD, ROUND, WELCOME, Tap
from benchmarks.stub import objects

QUERIES = 1_000_000
"""Ids of callback queries between one chat's and the next's: the chat can be read off a query."""


class WrongReplyError(Exception):
    """The bot showed something else than the dialog asks for: its speed is worth nothing."""


class Person:
    """A chat, its last card, and the turn in hand. `push` hands an update to the bot."""

    def __init__(self, number: int, push: Callable[[str], None]) -> None:
        self.number = number
        self.source = self.markup = ""
        self._push = push
        self._messages = self._card = 0
        self._queries = number * QUERIES
        self._step = 0
        self._expected: list[str] = []
        self._unanswered = False
        self._since = self._asked = 0.0
        self._turn: asyncio.Future[float] | None = None
        self._file: asyncio.Future[float] | None = None

    async def look(self) -> float:
        """Open the link; the seconds until the welcome came."""
        self._messages += 1
        return await self._wait(WELCOME, objects.typed(self.number, self._messages, f"/start {PAYLOAD}"))

    async def arrive(self) -> None:
        """From the link to the first question."""
        await self.look()
        await self.take(AGREE)

    async def go_on(self) -> float:
        """The next tap of the round; the seconds that its turn took."""
        tap = ROUND[self._step]
        self._step = (self._step + 1) % len(ROUND)
        return await self.take(tap)

    async def take(self, tap: Tap) -> float:
        """Tap a button; the seconds until the cards stand and the clock on the button has stopped."""
        data = objects.buttons(self.markup).get(tap.label)
        if data is None:
            raise WrongReplyError(f"no button {tap.label!r} under {self.source[:60]!r}")
        return await self.tap(data, tap.replies)

    async def tap(self, data: str, replies: tuple[str, ...]) -> float:
        """The same for a button that holds `data`, even one that is further away."""
        self._queries += 1
        self._unanswered = True
        card = objects.message(self.number, self._card, self.source, self.markup)
        return await self._wait(replies, objects.tapped(self.number, str(self._queries), card, data))

    def next_file(self) -> asyncio.Future[float]:
        """The seconds from now until a file comes; a tap does not wait for one."""
        self._file = asyncio.get_running_loop().create_future()
        self._asked = perf_counter()
        return self._file

    def remember(self, other: Person) -> None:
        """Hold the card that `other` was shown last, as from a conversation of long ago."""
        self._messages = self._card = 1
        self.source, self.markup = other.source, other.markup

    async def _wait(self, replies: tuple[str, ...], update: str) -> float:
        self._expected = list(replies)
        self._turn = asyncio.get_running_loop().create_future()
        self._since = perf_counter()
        self._push(update)
        return await self._turn

    def show(self, source: str, markup: str, edited: int | None) -> str:
        """The bot shows a card, in place of the message `edited` if given. Returns Telegram's Message."""
        if edited is None:
            self._messages += 1
        self._card = edited or self._messages
        self.source, self.markup = source, markup
        self._look(objects.shown(source))
        return objects.message(self.number, self._card, source, markup, edited=edited is not None)

    def receive(self, file: str, caption: str) -> str:
        """The bot sends a file, which is no card: nobody taps it, and no turn waits for it. Returns Telegram's Message."""
        self._messages += 1
        if self._file and not self._file.done():
            self._file.set_result(perf_counter() - self._asked)
        return objects.file_message(self.number, self._messages, file, caption)

    def answered(self, query: int) -> None:
        """The bot answered a tap."""
        if query == self._queries:
            self._unanswered = False
            self._end()

    def _look(self, text: str) -> None:
        if self._expected and text.startswith(self._expected[0]):
            del self._expected[0]
            self._end()
        elif self._turn and not self._turn.done():
            self._turn.set_exception(WrongReplyError(f"{text[:60]!r} instead of {self._expected}"))

    def _end(self) -> None:
        if not self._expected and not self._unanswered and self._turn and not self._turn.done():
            self._turn.set_result(perf_counter() - self._since)
