"""Somebody who taps a button and waits for exactly what it should do: the seconds of each turn."""

import asyncio
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any, NamedTuple

from tests.botapi.changes import Changes
from tests.botapi.objects import Json, Message, Query
from tests.botapi.person import Person
from tests.botapi.room import text_content
from tests.botapi.server import BotApi

KEPT = 6
"""Messages that stay in a chat: whoever talks for minutes must not slow anything down."""


class WrongReplyError(Exception):
    """The bot showed something else than the script asks for: its speed is worth nothing."""


class Turn(NamedTuple):
    """What somebody does, a command or the label of a button, and how the cards begin that answer it, in order.

    `file`: whether a file comes along; no turn waits for it.
    """

    act: str
    replies: Sequence[str]
    file: bool = False


class Script:
    """What the people of a benchmark do, as it came in JSON: lists of turns, each a list of what a `Turn` consists of."""

    def __init__(self, given: Json) -> None:
        self.arrive = _turns(given["arrive"])
        """From the link to the first question."""
        self.around = _turns(given["around"])
        """From the first question to the answer, and back to the first question."""
        self.others = [_turns(each) for each in given["others"]]
        """Other ways around, each to another answer."""
        self.longest = _turns(given["longest"])
        """From the first question to the answer with the largest picture."""
        (self.back,) = _turns(given["back"])
        """The tap of somebody who comes back to an answer."""
        self.day: tuple[str, Sequence[str]] = given["day"]
        """The data of the button for a day, less the day, and the reply to it."""


def _turns(given: list[list[Any]]) -> list[Turn]:
    return [Turn(*turn) for turn in given]


class Visitor(Person):
    """A person in the chat `number`."""

    def __init__(self, api: BotApi, number: int) -> None:
        names = {"first_name": "Anna", "last_name": "Lind", "username": f"anna{number}"}
        super().__init__(api.telegram, {"id": number, "is_bot": False, **names, "language_code": "en"}, 0)
        self.chat.changes = Changes()
        self.chat.changes.tell = self._look  # type: ignore[method-assign]  # at once, in place of waiting
        self.heard: Callable[[], None] = lambda: None
        """Called for each card."""
        self.card: Message | None = None
        """The newest message with words; a file is no card, and nobody taps one."""
        self._expected: list[str] = []
        self._tapped: Query | None = None
        self._step = 0
        self._since = self._asked = 0.0
        self._turn: asyncio.Future[float] | None = None
        self._coming: asyncio.Future[float] | None = None

    async def take(self, turn: Turn) -> float:
        """Return the seconds until the cards stand and the clock on the button, if one was tapped, has stopped."""
        if turn.act.startswith("/"):
            self._begin(turn.replies)
            self.say(turn.act)
            return await self._over()
        _, data = self._labelled(turn.act, self.card)
        return await self.press(data, turn.replies)

    async def go_on(self, script: Sequence[Turn]) -> float:
        """The next turn of a script that goes round and round."""
        turn = script[self._step]
        self._step = (self._step + 1) % len(script)
        return await self.take(turn)

    async def press(self, data: str, replies: Sequence[str]) -> float:
        """The same for a button by what it sends, even one that is not on the newest card."""
        assert self.card
        self._begin(replies)
        self._tapped = self._press(self.user, data, self.card)
        return await self._over()

    def say(self, text: str) -> None:
        """Write, and wait for nothing."""
        self._deliver(self.user, text_content(text))

    def next_file(self) -> "asyncio.Future[float]":
        """The seconds from now until a file comes."""
        self._coming = asyncio.get_running_loop().create_future()
        self._asked = perf_counter()
        return self._coming

    def remember(self, card: Message) -> None:
        """Have somebody else's card in the chat, as if the bot had shown it here long ago."""
        self.chat.started = True
        number = next(self._telegram.ids)
        own = Message(self.chat, number, card.sender, card.content, card.source, card.keyboard)
        self._telegram.post(own)

    def _begin(self, replies: Sequence[str]) -> None:
        self._expected = list(replies)
        self._turn = asyncio.get_running_loop().create_future()
        self._since = perf_counter()

    async def _over(self) -> float:
        assert self._turn
        took = await self._turn
        self._turn = None
        if self._tapped:
            del self._telegram.queries[self._tapped.id]
            self._tapped = None
        self.forget(KEPT)
        return took

    def _look(self) -> None:
        while self.chat.shown:
            self._see(self.chat.shown.popleft())
        answered = self._tapped is None or self._tapped.over
        if self._turn and not self._turn.done() and not self._expected and answered:
            self._turn.set_result(perf_counter() - self._since)

    def _see(self, card: Message) -> None:
        if card.file:
            if self._coming and not self._coming.done():
                self._coming.set_result(perf_counter() - self._asked)
            return
        self.card = card
        self.heard()
        if self._expected and card.text.startswith(self._expected[0]):
            del self._expected[0]
        elif self._turn and not self._turn.done():
            self._turn.set_exception(WrongReplyError(f"{card.text[:60]!r} instead of {self._expected}"))


class Bot:
    """A bot that is measured, and the people who talk with it."""

    def __init__(self, token: str) -> None:
        self.api = BotApi(token, kept=0)
        self.people: dict[int, Visitor] = {}

    def join(self, number: int) -> Visitor:
        """Somebody new in the chat `number`."""
        self.people[number] = Visitor(self.api, number)
        return self.people[number]

    def leave(self, visitor: Visitor) -> None:
        """Somebody goes for good: Telegram forgets the chat."""
        del self.people[visitor.id], self.api.telegram.chats[visitor.id]
        visitor.forget(0)
