"""The store itself: load, save, erase."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any, Self

from bot.store import statements
from bot.store.cipher import Cipher
from bot.store.counts import Counts
from bot.store.driver import Driver, Statement, Values
from bot.store.records import Key, Retention, Stored

POSTGRESQL = ("postgresql", "postgres", "postgresql+asyncpg")
"""The beginnings of URLs that mean PostgreSQL."""

_MICROSECONDS = 1_000_000


def utc_now() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(UTC)


class Store:
    """The conversations. Every method raises ``StoreError`` where the database fails.

    What was begun runs to its end, even where the task that called is cancelled.
    """

    def __init__(self, driver: Driver, cipher: Cipher, retention: Retention, now: Callable[[], datetime]) -> None:
        """Use ``Store.open`` instead: it prepares the database."""
        self.shared = driver.shared
        """Whether several processes may use the database at once."""
        self.counts = Counts(driver)
        """What clinics see of all conversations together."""
        self._driver = driver
        self._cipher = cipher
        self._retention = retention
        self._now = now

    @classmethod
    async def open(
        cls,
        url: str,
        keys: tuple[str, ...] = (),
        *,
        retention: Retention = Retention(),  # noqa: B008  it can't change
        now: Callable[[], datetime] = utc_now,
    ) -> Self:
        """Open the database at ``url``; create or migrate it as needed.

        ``url`` is a path, or ``sqlite:///`` with one, or one of PostgreSQL. The first of ``keys`` encrypts, all
        of them decrypt; without any, SQLite's key is made once, in a file beside the database. ``now`` tells
        the time, with its zone. Raises ``StoreError`` where the database can't be used, ``DecryptionError`` where
        the keys don't fit, and leaves a database that isn't ours as it was.
        """
        driver: Driver
        if url.partition("://")[0] in POSTGRESQL:  # only the driver that is used is imported
            from bot.store.postgres.driver import Postgres

            driver, cipher = await Postgres.open(url, keys)
        else:
            from bot.store.sqlite.driver import SQLite

            driver, cipher = await SQLite.open(url, keys)
        return cls(driver, cipher, retention, now)

    async def load(self, key: Key) -> Stored | None:
        """Return a conversation as it was saved last, ``None`` where there is none.

        Raises ``DecryptionError`` for one that the keys can't read.
        """
        rows = await self._driver.read(statements.LOAD, _of(key))
        if not rows:
            return None
        data, version, handled, saved_at = rows[0]
        return Stored(
            None if data is None else self._cipher.decrypt(data),
            version,
            tuple(map(int, handled.split(","))) if handled else (),
            datetime.fromtimestamp(saved_at, UTC),
        )

    async def save(  # noqa: PLR0913  each is another column
        self,
        key: Key,
        data: dict[str, Any],
        *,
        expected: int | None,
        finished: bool = False,
        consent: tuple[str, str] | None = None,
        withdrawn: bool = False,
        handled: tuple[int, ...] = (),
    ) -> bool:
        """Save a conversation; return ``False``, and change nothing, if somebody else saved it first.

        ``data`` is what JSON can hold. ``expected`` is the version that ``load`` returned, or ``None`` where
        there was no conversation. ``finished``: it came to an end, and is kept for longer. ``consent``: the
        version of the text that was agreed to, and the moment in ISO 8601 with its zone; ``None`` leaves an
        older record in place, unless the agreement was ``withdrawn``. ``handled``: the ids of the newest updates
        that ``data`` takes account of. Raises ``ValueError`` for a moment without a zone.
        """
        now = self._now().timestamp()
        seconds = int(now)
        values = {
            **_of(key),
            "data": self._cipher.encrypt(data),
            "finished": finished,
            "updated_at": seconds,
            "hour": seconds // statements.HOUR,
            "handled": ",".join(map(str, handled)),
            "consent_version": consent[0] if consent else None,
            "consent_at": _seconds(datetime.fromisoformat(consent[1])) if consent else None,
        }
        if expected is None:
            values["version"] = int(now * _MICROSECONDS)
            return await self._driver.write(statements.INSERT, values) == 1
        values["expected"] = expected
        update = statements.WITHDRAW if withdrawn else statements.UPDATE
        return await self._driver.write(update, values) == 1

    async def delete(self, key: Key) -> bool:
        """Erase everything about a conversation for good; return whether there was anything."""
        return await self._driver.write(statements.DELETE, _of(key)) == 1

    async def erase_idle(self) -> int:
        """Erase the answers that were kept long enough; return of how many conversations.

        Where somebody had agreed, the record of that stays until it was kept long enough itself.
        """
        now = self._now()
        agreed_since = _seconds(now - self._retention.consent)
        erased = 0
        for finished, age in ((False, self._retention.unfinished), (True, self._retention.finished)):
            before = _seconds(now - age)
            values = {"of_finished": finished, "before": before, "agreed_since": agreed_since}
            async for hour in self._hours(statements.FIRST_IDLE_HOUR, before, values):
                erased += await self._driver.write(statements.FORGET_ANSWERS, hour)
                erased += await self._driver.write(statements.ERASE_IDLE, hour)
        async for hour in self._hours(statements.FIRST_AGREED_HOUR, agreed_since, {"agreed_since": agreed_since}):
            await self._driver.write(statements.ERASE_AGREEMENTS, hour)
        await self._driver.tidy()
        return erased

    async def rotate(self) -> int:
        """Encrypt every conversation anew with the first key; return how many.

        The others can be taken away afterwards, if every process that saves had the same first key by then.
        Raises ``DecryptionError`` where none of the keys fits; it can be begun again.
        """
        done = 0
        after = Key("", "")
        while rows := await self._driver.read(statements.PAGE, _of(after)):
            reencrypted = (self._reencrypt(Key(channel, chat), *rest) for channel, chat, *rest in rows)
            done += sum(await asyncio.gather(*reencrypted))
            after = Key(*rows[-1][:2])
        # Last: it is what tells at the next opening that the other keys aren't needed
        await self._driver.write(statements.REPLACE_TOKEN, {"token": self._cipher.check_token()})
        await self._driver.tidy()
        return done

    async def ping(self) -> None:
        """Raise ``StoreError`` where the database doesn't answer."""
        await self._driver.read(statements.TOKEN, {})

    async def count(self) -> int:
        """Return how many conversations have answers."""
        rows = await self._driver.read(statements.COUNT, {})
        return int(rows[0][0])

    async def close(self) -> None:
        """Let go of the database, once what is under way has ended. The store isn't to be used afterwards."""
        await self._driver.close()

    async def _hours(self, first: Statement, before: int, values: Values) -> AsyncIterator[Values]:
        """Yield ``values`` with each hour up to ``before`` (seconds since 1970) that has rows, found by ``first``."""
        hour = 0
        while True:
            ((found,),) = await self._driver.read(first, {**values, "hour": hour})
            if found is None or found > before // statements.HOUR:
                return
            yield {**values, "hour": found}
            hour = found + 1

    async def _reencrypt(self, key: Key, version: int, encrypted: bytes) -> bool:
        """Encrypt one conversation anew, even if it is saved meanwhile; return ``False`` if it was erased."""
        while True:
            values = {"expected": version, "data": self._cipher.reencrypt(encrypted), **_of(key)}
            if await self._driver.write(statements.REENCRYPT, values):
                return True
            rows = await self._driver.read(statements.LOAD, _of(key))
            if not rows or rows[0][0] is None:
                return False
            encrypted, version, *_ = rows[0]


def _of(key: Key) -> dict[str, Any]:
    return {"of_channel": key.channel, "of_chat": key.chat}


def _seconds(moment: datetime) -> int:
    """Return seconds since 1970; raises ``ValueError`` for a moment that doesn't say its zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return int(moment.timestamp())
