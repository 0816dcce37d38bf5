"""The store itself: load, save, erase."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Self, TypeVar

from bot.store import statements
from bot.store.cipher import Cipher
from bot.store.counts import Counts
from bot.store.driver import Driver, Statement, Values
from bot.store.errors import BrokenRowError, DecryptionError, StoreError
from bot.store.outbox import Outbox
from bot.store.records import Key, Owed, Retention, Stored

POSTGRESQL = ("postgresql", "postgres", "postgresql+asyncpg")
"""The beginnings of URLs that mean PostgreSQL."""

_MICROSECONDS = 1_000_000
_NUMBERS = 10**12
_OWED = timedelta(days=1)  # whoever waited for a reply has long asked again
T = TypeVar("T")


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
        self.outbox = Outbox(driver)
        """Replies on their way."""
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
        store = cls(driver, cipher, retention, now)
        with suppress(StoreError):  # a standby can be read; whoever owes something has to write, and beats again
            await store.outbox.beat()
        return store

    async def load(self, key: Key) -> Stored | None:
        """Return a conversation as it was saved last, ``None`` where there is none.

        Raises ``BrokenRowError`` for one that can't be read: see ``set_aside``; ``DecryptionError`` where another
        process encrypts with a key that this one lacks.
        """
        rows = await self._driver.read(statements.LOAD, _of(key))
        if not rows:
            return None
        data, version, handled, saved_at = rows[0]
        try:
            return Stored(
                None if data is None else self._cipher.decrypt(_typed(bytes, data)),
                _typed(int, version),
                tuple(map(int, _typed(str, handled).split(","))) if handled != "" else (),
                datetime.fromtimestamp(_typed(int, saved_at), UTC),
            )
        except DecryptionError as error:
            await self._check_keys(error)
            raise BrokenRowError(version) from None
        except Exception:  # noqa: BLE001  whatever it is, it is about this row, and its words may quote it
            raise BrokenRowError(version) from None

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
        owed: Owed | None = None,
    ) -> bool:
        """Save a conversation; return ``False``, and change nothing, if somebody else saved it first.

        ``data`` is what JSON can hold. ``expected`` is the version that ``load`` returned, or ``None`` where
        there was no conversation. ``finished``: it came to an end, and is kept for longer. ``consent``: the
        version of the text that was agreed to, and the moment in ISO 8601 with its zone; ``None`` leaves an
        older record in place, unless the agreement was ``withdrawn``. ``handled``: the ids of the newest updates
        that ``data`` takes account of. ``owed``: the reply to this turn, which is owed in the same transaction,
        in place of an older one. Raises ``ValueError`` for a moment without a zone.
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
            change = statements.INSERT
        else:
            values["expected"] = expected
            change = statements.WITHDRAW if withdrawn else statements.UPDATE
        if owed is None:
            return await self._driver.write(change, values) == 1
        values |= self._debt(owed)
        if self._driver.combines:
            return await self._driver.write(statements.AND_OWE[change], values) == 1
        saved, _ = await self._driver.write_together((change, statements.OWE), values, guarded=True)
        return saved == 1

    async def owe(self, key: Key, owed: Owed) -> None:
        """Owe the reply to a turn of which nothing else is kept."""
        await self._driver.write(statements.OWE, {**_of(key), **self._debt(owed)})

    async def delete(self, key: Key, owed: Owed | None = None) -> bool:
        """Erase everything about a conversation for good; return whether there was anything.

        What was set aside goes too, and what was owed; ``owed`` is the reply to this turn.
        """
        values = _of(key)
        changes = [statements.DELETE, statements.DELETE_BROKEN, statements.FORGET_DEBT]
        if owed:
            values |= self._debt(owed)
            changes.append(statements.OWE)
        conversations, broken, *_ = await self._driver.write_together(changes, values, guarded=False)
        return conversations + broken > 0

    async def set_aside(self, key: Key, version: object = None) -> int:
        """Move a conversation that can't be read out of the way, as it is; return the number under which it is kept.

        The number says nothing about a person. It is 0 where there was no conversation to move, and none before.
        ``version``: that of ``BrokenRowError``, so that one that was begun anew meanwhile stays.
        """
        rows = await self._driver.read(statements.RETAINED, _of(key))
        if rows and version in (None, rows[0][0]):
            expected, hour = rows[0]
            now = int(self._now().timestamp()) // statements.HOUR
            values = {
                **_of(key),
                "id": 1 + secrets.randbelow(_NUMBERS),
                "kept_hour": hour if isinstance(hour, int) and 0 <= hour <= now else now,
                "expected": expected,
            }
            changes = (statements.SET_ASIDE, statements.REMOVE)
            moved, _ = await self._driver.write_together(changes, values, guarded=True)
            if moved:
                return int(values["id"])
        rows = await self._driver.read(statements.LAST_ASIDE, _of(key))
        return int(rows[0][0]) if rows else 0

    async def broken(self) -> int:
        """Return how many conversations are set aside because they can't be read."""
        rows = await self._driver.read(statements.COUNT_BROKEN, {})
        return int(rows[0][0])

    async def erase_idle(self) -> int:
        """Erase the answers that were kept long enough; return of how many conversations.

        Where somebody had agreed, the record of that stays until it was kept long enough itself.
        """
        now = self._now()
        agreed_since = _seconds(now - self._retention.consent)
        while strays := await self._driver.read(statements.STRAYS, {}):
            for channel, chat, version in strays:
                await self.set_aside(Key(channel, chat), version)
        erased = 0
        for finished, age in ((False, self._retention.unfinished), (True, self._retention.finished)):
            before = _seconds(now - age)
            values = {"of_finished": finished, "before": before, "agreed_since": agreed_since}
            values["before_hour"] = before // statements.HOUR
            async for hour in self._hours(statements.FIRST_IDLE_HOUR, before, values):
                erased += await self._driver.write(statements.FORGET_ANSWERS, hour)
                erased += await self._driver.write(statements.ERASE_IDLE, hour)
        values = {"agreed_since": agreed_since, "before_hour": agreed_since // statements.HOUR}
        async for hour in self._hours(statements.FIRST_AGREED_HOUR, agreed_since, values):
            await self._driver.write(statements.ERASE_AGREEMENTS, hour)
        longest = max(self._retention.unfinished, self._retention.finished)
        since, unfinished_since = (
            _seconds(now - age) // statements.HOUR for age in (longest, self._retention.unfinished)
        )
        aside = {"since": since, "unfinished_since": unfinished_since}
        erased += await self._driver.write(statements.ERASE_BROKEN, aside)
        await self._driver.write(statements.ERASE_DEBTS, {"before_hour": _seconds(now - _OWED) // statements.HOUR})
        await self._driver.tidy()
        return erased

    async def rotate(self) -> int:
        """Encrypt every conversation anew with the first key; return how many.

        The others can be taken away afterwards, if every process that saves had the same first key by then.
        One that none of them can read is set aside, see ``broken``. Raises ``DecryptionError`` where another process
        encrypts with a key that is not among them. It can be begun again.
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

    async def write_probe(self) -> None:
        """Write something small for good; raise ``StoreError`` where the database takes nothing."""
        await self.outbox.beat()

    async def ping(self) -> None:
        """Raise ``StoreError`` where the database doesn't answer."""
        await self._driver.read(statements.TOKEN, {})

    async def count(self) -> int:
        """Return how many conversations have answers."""
        rows = await self._driver.read(statements.COUNT, {})
        return int(rows[0][0])

    async def close(self) -> None:
        """Let go of the database, once what is under way has ended. The store isn't to be used afterwards."""
        with suppress(StoreError):  # it is taken for dead a little later otherwise
            await self.outbox.leave()
        await self._driver.close()

    async def _check_keys(self, failed: DecryptionError) -> None:
        """Raise ``failed`` where a key is missing here; otherwise it is about one row."""
        tokens = await self._driver.read(statements.TOKEN, {})
        if not all(self._cipher.accepts(token) for (token,) in tokens):
            raise failed

    def _debt(self, owed: Owed) -> dict[str, Any]:
        return self.outbox.values(owed) | {"owed_hour": int(self._now().timestamp()) // statements.HOUR}

    async def _hours(self, first: Statement, before: int, values: Values) -> AsyncIterator[Values]:
        """Yield ``values`` with each hour up to ``before`` (seconds since 1970) that has rows, found by ``first``."""
        hour = 0
        while True:
            ((found,),) = await self._driver.read(first, {**values, "hour": hour})
            if found is None or found > before // statements.HOUR:
                return
            yield {**values, "hour": found}
            hour = found + 1

    async def _reencrypt(self, key: Key, version: object, encrypted: object) -> bool:
        """Encrypt one conversation anew, even if it is saved meanwhile; return ``False`` if it is there no more."""
        while True:
            try:
                reencrypted = self._cipher.reencrypt(_typed(bytes, encrypted))
            except DecryptionError as error:
                await self._check_keys(error)
                await self.set_aside(key, version)
                return False
            except Exception:  # noqa: BLE001  whatever it is, it is about this row
                await self.set_aside(key, version)
                return False
            values = {"expected": version, "data": reencrypted, **_of(key)}
            if await self._driver.write(statements.REENCRYPT, values):
                return True
            rows = await self._driver.read(statements.LOAD, _of(key))
            if not rows or rows[0][0] is None:
                return False
            encrypted, version, *_ = rows[0]


def _of(key: Key) -> dict[str, Any]:
    return {"of_channel": key.channel, "of_chat": key.chat}


def _typed(kind: type[T], value: object) -> T:
    """Return what a column holds; raises ``TypeError`` for what isn't of its type, which SQLite keeps too."""
    if type(value) is not kind:
        raise TypeError
    return value


def _seconds(moment: datetime) -> int:
    """Return seconds since 1970; raises ``ValueError`` for a moment that doesn't say its zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return int(moment.timestamp())
