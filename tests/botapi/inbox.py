"""The updates: those that wait for the bot, and those that it has acknowledged."""

from dataclasses import dataclass, field
from itertools import count, islice, takewhile
from random import Random

from tests.botapi.changes import Changes, Clock
from tests.botapi.objects import Chat, Json, Update

_REMEMBERED = 1000  # acknowledged updates that can still come again
_TAP_SECONDS, _SECONDS = 150.0, 86_400.0  # for which an update of either kind waits for the bot


@dataclass
class Repeats:
    """Which acknowledged updates come again: the next `left`, and each later one with a probability."""

    left: int = 0
    probability: float = 0.0
    random: Random = field(default_factory=Random)

    def take(self) -> bool:
        """Whether the update that is acknowledged now comes again."""
        if self.left:
            self.left -= 1
            return True
        return bool(self.probability) and self.random.random() < self.probability


class Inbox:
    """The updates of one bot."""

    def __init__(self, changes: Changes, clock: Clock) -> None:
        self.waiting: dict[int, Update] = {}  # by id, oldest first
        self.acknowledged: set[int] = set()  # every id, also of those that come again
        self.confirmed = 0  # the highest of them
        self.repeats = Repeats()
        self.changes = changes
        self._clock = clock
        self._remembered: dict[int, Update] = {}
        self._ids = count(1)

    def add(self, kind: str, chat: Chat, payload: Json) -> Update:
        """Let something new wait for the bot."""
        expires = self._clock.time() + (_TAP_SECONDS if kind == "callback_query" else _SECONDS)
        update = Update(next(self._ids), chat, kind, payload, expires)
        self.waiting[update.id] = chat.waiting[update.id] = update
        self.changes.tell()
        return update

    def confirm(self, offset: int) -> None:
        """Take the offset of getUpdates.

        One above zero acknowledges what is below it. One below zero leaves so many at the end, and
        acknowledges nothing: the bot has never seen what it skips.
        """
        if offset < 0:
            for update in list(self.waiting.values())[:offset]:
                self._remove(update)
        else:
            for update in list(takewhile(lambda waits: waits.id < offset, self.waiting.values())):
                self.acknowledge(update)

    def acknowledge(self, update: Update) -> None:
        """The bot has this one: it comes again only if a test wants that."""
        self._remove(update)
        first = update.id not in self.acknowledged
        self.acknowledged.add(update.id)
        self.confirmed = max(self.confirmed, update.id)
        self._remembered[update.id] = update
        if len(self._remembered) > _REMEMBERED:
            del self._remembered[next(iter(self._remembered))]
        if first and self.repeats.take():
            self.again(update.id)

    def again(self, update_id: int) -> Update:
        """Let an acknowledged update wait once more, at its old place; ValueError if that can't be."""
        if update_id in self.waiting or update_id not in self._remembered:
            raise ValueError(f"Update {update_id} isn't one of the last {_REMEMBERED} acknowledged ones")
        update = self._remembered[update_id]
        self.waiting = dict(sorted({**self.waiting, update_id: update}.items()))
        update.chat.waiting = dict(sorted({**update.chat.waiting, update_id: update}.items()))
        self.changes.tell()
        return update

    def expired(self, update: Update) -> bool:
        """Whether Telegram has forgotten an update, which the bot never gets then."""
        if update.expires > self._clock.time():
            return False
        self._remove(update)
        if update.chat.awaits_reply == update.id:
            update.chat.awaits_reply = 0  # nobody owes anything for what never came
        for tap in update.chat.taps:
            tap.refused = tap.refused or tap.id == update.payload.get("id")
        return True

    def next(self, limit: int) -> list[Update]:
        """The oldest updates that wait, so many at most."""
        return list(islice((update for update in list(self.waiting.values()) if not self.expired(update)), limit))

    def drop(self) -> None:
        """Forget everything that waits."""
        for update in list(self.waiting.values()):
            self._remove(update)

    def _remove(self, update: Update) -> None:
        self.waiting.pop(update.id, None)
        update.chat.waiting.pop(update.id, None)
        update.chat.changes.tell()
