"""The store itself: load, save, erase."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store import statements
from bot.store.engine import connect
from bot.store.errors import explained
from bot.store.migrate import prepare
from bot.store.place import locate, make_room
from bot.store.wiping import wipe

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Key:
    """Which conversation: the channel, and the conversation's id there (on Telegram, the chat's)."""

    channel: str
    chat: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A conversation as it was saved. ``version`` is 1 after the first save, and one more after each."""

    data: dict[str, Any] = field(repr=False)  # what is printed by accident shouldn't be somebody's health
    version: int


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def _to_the_end(
    method: "Callable[Concatenate[Store, P], Coroutine[Any, Any, T]]",
) -> "Callable[Concatenate[Store, P], Coroutine[Any, Any, T]]":
    """Let a method of the store run to its end, even where the task that called it is cancelled.

    An erasure that was begun is then wiped too, and no connection is lost in the middle of a statement.
    """

    @wraps(method)
    async def run(self: "Store", /, *args: P.args, **kwargs: P.kwargs) -> T:
        task = asyncio.create_task(method(self, *args, **kwargs))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    return run


class Store:
    """The conversations. Every method is one transaction, and raises ``StoreError`` where it fails."""

    def __init__(self, engine: AsyncEngine, path: Path, now: Callable[[], datetime]) -> None:
        """Use ``Store.open`` instead: it prepares the database."""
        self._engine = engine
        self._path = path
        self._now = now
        self._running: set[asyncio.Task[Any]] = set()

    @classmethod
    async def open(cls, url: str, *, now: Callable[[], datetime] = utc_now) -> Self:
        """Open the database at ``url``; create or migrate it as needed.

        ``url`` is a path, or ``sqlite:///`` with one. ``now`` tells the time, with its zone. Raises
        ``StoreError`` where the database can't be used, and leaves a file that isn't ours as it was.
        """
        path = locate(url)
        with explained(path):
            make_room(path)
            engine = connect(path)
            try:
                await prepare(engine, path)
            except BaseException:
                await engine.dispose()
                raise
        return cls(engine, path, now)

    @_to_the_end
    async def load(self, key: Key) -> Stored | None:
        """Return a conversation as it was saved last, ``None`` where there is none."""
        async with self._connection() as connection:
            row = (await connection.execute(statements.LOAD, _of(key))).one_or_none()
        return None if row is None else Stored(json.loads(row.data), row.version)

    @_to_the_end
    async def save(self, key: Key, data: dict[str, Any], *, expected: int | None) -> bool:
        """Save a conversation; return ``False``, and change nothing, if somebody else saved it first.

        ``expected`` is the version that ``load`` returned, or ``None`` where there was no conversation.
        ``data`` is what JSON can hold.
        """
        # With every character escaped: half of a surrogate pair in somebody's message is then kept too
        values = {"data": json.dumps(data, separators=(",", ":")), "updated_at": _utc(self._now())}
        async with self._connection() as connection:
            if expected is None:
                result = await connection.execute(
                    statements.INSERT, {"channel": key.channel, "chat": key.chat, **values}
                )
            else:
                result = await connection.execute(
                    statements.UPDATE, {**_of(key), "expected": expected, **values}
                )
        return result.rowcount == 1

    @_to_the_end
    async def delete(self, key: Key) -> bool:
        """Erase a conversation for good; return whether there was one.

        Its traces are wiped too, which rewrites the database: about 10 milliseconds for 1,000
        conversations, 0.1 seconds for 10,000. Other calls wait meanwhile.
        """
        async with self._connection() as connection:
            result = await connection.execute(statements.DELETE, _of(key))
            if result.rowcount:
                await wipe(connection, self._path)
        return result.rowcount == 1

    @_to_the_end
    async def erase_idle(self, before: datetime) -> int:
        """Erase every conversation whose last save was earlier than ``before``; return how many.

        It wipes as ``delete`` does, even where nothing was idle: it finishes what could not be wiped then.
        """
        async with self._connection() as connection:
            result = await connection.execute(statements.ERASE_IDLE, {"before": _utc(before)})
            await wipe(connection, self._path)
        return result.rowcount

    @_to_the_end
    async def count(self) -> int:
        """Return how many conversations there are."""
        async with self._connection() as connection:
            return (await connection.execute(statements.COUNT)).scalar_one()

    async def close(self) -> None:
        """Let go of the file, once what is under way has ended. The store isn't to be used afterwards."""
        if self._running:
            await asyncio.wait(self._running)
        await self._engine.dispose()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[AsyncConnection]:
        with explained(self._path):
            async with self._engine.connect() as connection:
                yield connection


def _of(key: Key) -> dict[str, Any]:
    return {"of_channel": key.channel, "of_chat": key.chat}


def _utc(moment: datetime) -> datetime:
    """Return the same moment in UTC; SQLite keeps no zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(UTC)
