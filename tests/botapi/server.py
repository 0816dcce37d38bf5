"""The server as a test holds it: its people, its updates, its failures."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import count
from random import Random
from typing import Self

from tests.botapi.desk import Call, Desk, Journal
from tests.botapi.errors import Failure
from tests.botapi.failures import WRITING, Failures, Fault, Order, Rate, Storm
from tests.botapi.front import front
from tests.botapi.http import Server
from tests.botapi.inbox import Repeats
from tests.botapi.line import Hole
from tests.botapi.objects import Update
from tests.botapi.person import Group, Person
from tests.botapi.room import Room
from tests.botapi.state import Telegram

TOKEN = "123456789:TEST-TEST-TEST-TEST-TEST-TEST-TEST-"  # of the shape of a real one


class BotApi:
    """A Bot API server for one bot, while the `async with` block lasts.

    `patience` is how many seconds people wait for the bot. `kept` limits how many calls are remembered;
    refusals always are.
    """

    def __init__(self, token: str = TOKEN, port: int = 0, patience: float = 10.0, *, kept: int | None = None) -> None:
        self.token = token
        self.port = port
        self.patience = patience
        self.calls = Journal(kept)
        self.telegram = Telegram(token)
        self.clock = self.telegram.clock  # a test can move it
        self._failures = Failures(self.clock)
        desk = Desk(self.telegram, self._failures, self.calls)
        self.take = desk.take
        self._server = Server(front(lambda asked: self.take if asked == token else None), self.telegram.line)
        self._courier = self.telegram.courier
        self._courier.perform = desk.take_from_answer
        self._person_ids = count(1001)

    async def __aenter__(self) -> Self:
        self.port = await self._server.open(self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._courier.close()
        await self._server.close()

    @property
    def root(self) -> str:
        """Where the server is; python-telegram-bot's base_url is this and "/bot"."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def refusals(self) -> list[Call]:
        """The calls that a bot without mistakes wouldn't have made."""
        return [made for made in self.calls if made.refused]

    def person(self, first_name: str = "Anna", language_code: str = "en", **names: str) -> Person:
        """Somebody who has not written to the bot yet: it can't write to them either.

        `names` can be a last_name and a username.
        """
        names = {"first_name": first_name, **names, "language_code": language_code}
        user = {"id": next(self._person_ids), "is_bot": False, **names}
        return Person(self.telegram, user, self.patience)

    def group(self, members: Sequence[Person]) -> Group:
        """A group of people to which the first has added the bot."""
        group_id = -1_000_000_000_000 - next(self._person_ids)
        return Group(self.telegram, group_id, members, self.patience)

    @property
    def pending(self) -> list[Update]:
        """The updates that the bot has not acknowledged, oldest first."""
        return self.telegram.inbox.next(len(self.telegram.inbox.waiting))

    @property
    def confirmed(self) -> int:
        """The highest id among the updates that the bot has acknowledged; 0 before the first.

        With getUpdates all below it are acknowledged too; with a webhook some may still wait.
        """
        return self.telegram.inbox.confirmed

    def acknowledged(self, update_id: int) -> bool:
        """Whether the bot has acknowledged an update: by a higher offset, or with 2xx at its webhook."""
        return update_id in self.telegram.inbox.acknowledged

    def redeliver(self, update_id: int) -> None:
        """Give the bot an update once more; ValueError unless it is one of the last it has acknowledged."""
        self._courier.bring(self.telegram.inbox.again(update_id))

    def repeat(self, times: int = 1, *, probability: float = 0.0, random: Random | None = None) -> None:
        """Give the bot updates once more that it has just acknowledged, as Telegram does now and then.

        Either the next `times`, or, until `heal`, each with a probability. None comes more than twice.
        """
        if probability:
            self.telegram.inbox.repeats = Repeats(0, probability, random or Random(0))
        else:
            self.telegram.inbox.repeats.left += times

    @property
    def shuffle(self) -> Random | None:
        """With a Random here, the updates of one chat can overlap and overtake on their way to a webhook.

        Without, each is sent when the one before it was taken.
        """
        return self._courier.shuffle

    @shuffle.setter
    def shuffle(self, random: Random | None) -> None:
        self._courier.shuffle = random

    def fail(
        self, method: str, failure: Failure, *, times: int = 1, chat: Room | None = None, applied: bool = False
    ) -> None:
        """Make the next calls of a method fail.

        With `applied`, what the bot asked for is done all the same, and only the answer is lost.
        """
        self._failures.add(Order(method, Fault(failure, applied), chat.id if chat else None, times))

    def limit(self, chat: Room | None, seconds: float) -> None:
        """Answer 429 to all that the bot wants to show in a chat, or in any, until so many seconds are over."""
        self._failures.limit(chat.id if chat else None, seconds)

    def rate(
        self,
        per_second: float = 30,
        burst: float = 30,
        *,
        per_chat: tuple[float, float] | None = None,
        retry_after: int | None = None,
    ) -> Rate:
        """Take no more from the bot than Telegram does, until `heal`; return what counts the calls.

        So many calls a second that show something, of any chat, and so many at once after a pause; `per_chat` is the
        same two numbers for each chat, which has no rate of its own otherwise. Beyond them the bot gets 429, and
        the seconds until Telegram takes something, or `retry_after`.
        """
        self._failures.rate = Rate((per_second, burst), per_chat, retry_after)
        return self._failures.rate

    @asynccontextmanager
    async def hole(self, hole: Hole) -> AsyncIterator[None]:
        """Let the network between Telegram and the bot fail while the block lasts, in both directions.

        Where connections are "refused" or "cut", those that are open break at once.
        """
        line = self.telegram.line
        line.open_hole(hole)
        if hole == "refused":
            await self._server.refuse()
        elif hole == "cut":
            await self._server.cut()
        try:
            yield
        finally:
            line.close_hole()
            if hole == "refused":
                await self._server.open(self.port)

    def storm(
        self,
        random: Random,
        chances: Mapping[str, float],
        *,
        methods: Collection[str] = (*WRITING, "answerCallbackQuery"),
        retry_after: int = 1,
        slow_seconds: float = 0.05,
    ) -> Mapping[str, int]:
        """Make calls of some methods fail at random, until `heal`; return how often each fault struck so far.

        A fault is "429", "500", "cut" (no answer), "cut_applied" (done, but no answer), "slow" (done late), "late" (done
        at once, but answered late), "forbidden" or "bad_gateway_html" (what the proxies before Telegram say).
        ValueError for another one.
        """
        self._failures.storm = Storm(random, chances, methods, retry_after, slow_seconds)
        return self._failures.storm.struck

    def heal(self) -> None:
        """Let everything work again."""
        self._failures.clear()
        self.telegram.inbox.repeats = Repeats()
