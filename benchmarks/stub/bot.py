"""Telegram's side of one bot: what waits for it, and what it calls."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Callable
from typing import Any

from benchmarks.stub import objects
from benchmarks.stub.bodies import markup
from benchmarks.stub.files import Files
from benchmarks.stub.http import Connection
from benchmarks.stub.person import QUERIES, Person
from benchmarks.stub.webhook import Webhook

LIMIT = 100
"""Updates that one getUpdates returns at most."""

FIRST = 1_000_000
"""The chat of the first regular."""

OK = '{"ok":true,"result":true}'


class Bot:
    """One bot, its updates and the people who talk with it."""

    def __init__(self) -> None:
        self.ready = False
        """Whether it has asked for updates."""
        self.calls = 0
        """How often it called anything else."""
        self.people: dict[int, Person] = {}
        self.heard: Callable[[int], None] = lambda _number: None
        """Called with the chat of every card."""
        self._updates: deque[tuple[int, str]] = deque()
        self._ids = itertools.count(1)
        self._files = Files()
        self._poll: Connection | None = None
        self._end_of_poll: asyncio.TimerHandle | None = None
        self._webhook: Webhook | None = None

    def join(self, number: int) -> Person:
        """Somebody new in the chat `number`."""
        self.people[number] = Person(number, self.push)
        return self.people[number]

    async def regulars(self, count: int) -> list[Person]:
        """The first `count` people who stay; those who are new have arrived when this returns."""
        numbers = range(FIRST, FIRST + count)
        fresh = [self.join(number) for number in numbers if number not in self.people]
        await asyncio.gather(*(person.arrive() for person in fresh))
        return [self.people[number] for number in numbers]

    def push(self, content: str) -> None:
        """An update for the bot, without its id."""
        number = next(self._ids)
        update = f'{{"update_id":{number},{content}}}'
        if self._webhook:
            self._webhook.push(update)
        else:
            self._updates.append((number, update))
            self._deliver()

    def get_updates(self, parameters: dict[str, Any], connection: Connection) -> None:
        """A long poll: answered when there is something, or when its time is over."""
        if self._poll:
            self._answer_poll("[]")
        self.ready = True
        offset = int(parameters.get("offset") or 0)
        while self._updates and self._updates[0][0] < offset:
            self._updates.popleft()
        self._poll = connection
        seconds = float(parameters.get("timeout") or 0)
        self._end_of_poll = asyncio.get_running_loop().call_later(seconds, self._answer_poll, "[]")
        self._deliver()

    def _deliver(self) -> None:
        if self._poll and self._poll.lost:
            self._poll = None
        if self._poll and self._updates:
            batch = itertools.islice(self._updates, LIMIT)
            self._answer_poll(f"[{','.join(update for _number, update in batch)}]")

    def _answer_poll(self, updates: str) -> None:
        poll, self._poll = self._poll, None
        if self._end_of_poll:
            self._end_of_poll.cancel()
        if poll:
            poll.answer(f'{{"ok":true,"result":{updates}}}')

    def call(self, method: str, parameters: dict[str, Any]) -> str:
        """The answer to every other method."""
        self.calls += 1
        match method:
            case "sendMessage" | "editMessageText":
                return self._show(parameters)
            case "sendPhoto":
                return self._bring(parameters, self._files.photo(parameters["photo"]))
            case "sendDocument":
                return self._bring(parameters, self._files.document(parameters["document"]))
            case "answerCallbackQuery":
                query = int(parameters["callback_query_id"])
                if person := self.people.get(query // QUERIES):
                    person.answered(query)
            case "getMe":
                return f'{{"ok":true,"result":{objects.ME}}}'
            case "setWebhook" if parameters.get("url"):
                self._webhook = Webhook(parameters, self.call)
                self.ready = True
        return OK

    def _show(self, parameters: dict[str, Any]) -> str:
        number = int(parameters["chat_id"])
        self.heard(number)
        person = self.people.get(number)
        if person is None:
            return OK
        edited = int(parameters["message_id"]) if "message_id" in parameters else None
        keyboard = markup(parameters.get("reply_markup") or "")
        return f'{{"ok":true,"result":{person.show(parameters["text"], keyboard, edited)}}}'

    def _bring(self, parameters: dict[str, Any], file: str) -> str:
        """A file is no card. Libraries read the message of one, so there is one for those who left, too."""
        number, caption = int(parameters["chat_id"]), parameters.get("caption") or ""
        person = self.people.get(number) or Person(number, self.push)
        return f'{{"ok":true,"result":{person.receive(file, caption)}}}'
