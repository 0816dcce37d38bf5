"""Replies on their way. Whoever was to send one and died is found out, and somebody else sends it.

A process that lives says so by a number that rises. The others take it for dead when they saw no change for
a while, each by its own monotonic clock: nobody compares clocks of two machines.
"""

import secrets
import time
from collections.abc import Callable, Iterable
from typing import Any

from bot.store import statements
from bot.store.driver import Driver
from bot.store.errors import StoreError
from bot.store.records import Key, Owed

DEAD_SECONDS = 3
"""Without a beat for as long, a worker is taken for dead."""


class Outbox:
    """What is owed to people, and by which process. Every method raises ``StoreError`` where the database fails."""

    def __init__(self, driver: Driver) -> None:
        """Take an open database."""
        self._driver = driver
        self.monotonic: Callable[[], float] = time.monotonic
        """A clock in seconds that never goes back."""
        self.workers = 1
        """How many processes work on this database, as of the last ``claim``."""
        self._worker = secrets.token_hex(8)
        self._claims = 1
        self._seen: dict[str, tuple[int, float]] = {}
        """By worker: its last number, and when that was first seen here."""

    def values(self, owed: Owed) -> dict[str, Any]:
        """Return the parameters by which a statement owes a reply, except for the hour."""
        return {
            "owed_worker": self._worker,
            "owed_ticket": owed.ticket,
            "owed_language": owed.language,
            "owed_notice": owed.notice,
        }

    async def beat(self) -> None:
        """Say that this worker lives: to be called once a second."""
        try:
            await self._driver.write(statements.BEAT, {"of_worker": self._worker})
        except StoreError:
            self._seen.clear()  # the others couldn't say so either
            raise

    async def delivered(self, done: Iterable[tuple[Key, int]]) -> None:
        """Forget replies of this worker that were sent, each by its ticket; one with another ticket stays."""
        # In one order, or two that forget at once could wait for each other
        rows = [
            {"of_channel": key.channel, "of_chat": key.chat, "of_worker": self._worker, "of_ticket": ticket}
            for key, ticket in sorted(done, key=lambda one: (one[0].channel, one[0].chat))
        ]
        if rows:
            await self._driver.write_many(statements.DELIVERED, rows)

    async def claim(self, limit: int = 100) -> list[tuple[Key, Owed]]:
        """Take over what dead workers owe, at most ``limit`` replies; each is handed to one process only.

        Where this fails, what was taken over already is returned the next time.
        """
        try:
            return await self._claim(limit)
        except StoreError:
            self._seen.clear()
            raise

    async def leave(self) -> None:
        """Say that this worker works no more: what it owes can be claimed at once."""
        await self._driver.write(statements.LEAVE, {"of_worker": self._worker})

    async def _claim(self, limit: int) -> list[tuple[Key, Owed]]:
        # Debtors first: one that starts in between and owes at once is found among the workers then
        debtors = [worker for (worker,) in await self._driver.read(statements.DEBTORS, {}) if worker != self._worker]
        workers = await self._driver.read(statements.WORKERS, {})
        beats: dict[str, int] = {worker: beat for worker, beat in workers if worker != self._worker}
        dead = self._dead(beats)
        self.workers = 1 + len(beats) - len(dead)
        taken = {"of_worker": self._worker, "of_claim": self._claims}
        for worker in debtors:
            if (worker in dead or worker not in beats) and limit > 0:
                limit -= await self._driver.write(statements.CLAIM, {**taken, "of_dead": worker, "at_most": limit})
        rows = await self._driver.read(statements.CLAIMED, taken)
        self._claims += 1
        for worker in dead:
            gone = {"of_dead": worker, "of_beat": beats[worker]}
            if await self._driver.write(statements.REMOVE_WORKER, gone):
                self._seen.pop(worker, None)
        return [(Key(channel, chat), Owed(*rest)) for channel, chat, *rest in rows]

    def _dead(self, beats: dict[str, int]) -> set[str]:
        """Return those of the other workers that are dead, and remember what was seen of all."""
        if not self._driver.shared:  # whoever has opened the file is the only one
            return set(beats)
        now = self.monotonic()
        self._seen = {
            worker: seen if (seen := self._seen.get(worker)) and seen[0] == beat else (beat, now)
            for worker, beat in beats.items()
        }
        return {worker for worker, (_, since) in self._seen.items() if now - since >= DEAD_SECONDS}
