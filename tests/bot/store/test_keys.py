"""Keys: what is encrypted with which, and what happens where one is wrong or missing."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from cryptography.fernet import Fernet, InvalidToken

from bot.store import BrokenRowError, DecryptionError, Retention, Store, StoreError, new_key, statements
from bot.store.cipher import Cipher
from bot.store.driver import Driver, Statement, Values
from bot.store.postgres.driver import Postgres
from bot.store.sqlite.driver import SQLite
from tests.kit.stores import ANNA, BORIS, CONSENT, HERE, KEYS, MARKER, Clock, Opens, ask

OLD = KEYS[0]
NEW = new_key()


async def encrypted_with(url: str, key: str) -> list[bool]:
    """Whether each conversation is encrypted with a key, in the order of their chats."""
    found = []
    for (data,) in await ask(url, "SELECT data FROM conversations ORDER BY chat"):
        try:
            Fernet(key).decrypt(data)
            found.append(True)
        except InvalidToken:
            found.append(False)
    return found


async def refused(url: object, *keys: str) -> str:
    """Open a database with keys that don't fit; return the sentence, which quotes none of them."""
    with pytest.raises(DecryptionError) as caught:
        await Store.open(str(url), keys)
    assert not any(key in str(caught.value) for key in keys)
    return str(caught.value)


async def test_what_version_0_1_encrypted_is_read() -> None:
    cipher = Cipher(("bWVzb2d1aWRlLWtleS1vZi1hLXRlc3Qtb25seS0wMDE=",))
    row = (
        b"gAAAAABrCYXdepwtMkXkm2ZDRS1PLANCAn-KNIlIHMzqnigBhGWGZqL5Ieacopdm6QZZtL9wpJmoYVEp0ppcpJXgog2YV6aTSU6Xjc8KigJ"
        b"mNEJ90kRWFdw="
    )
    token = b"gAAAAABrCYXdgxq_Agl9cukRs7qZKdaM65c5ZuXvoquTDG-nO8h82IcfN9j63cfpvnLr-0dbVGrtxZrF4IbvivL1donTMvOVNA=="
    assert cipher.decrypt(row) == {"face": "yes", "n": 1}
    assert cipher.accepts(token)


async def test_a_new_key_is_one_that_is_taken(empty: str, opens: Opens) -> None:
    assert new_key() != new_key()
    store = await opens(empty, (new_key(),))
    assert await store.save(ANNA, {}, expected=None)


async def test_a_wrong_key_is_noticed_at_once(url: str, opens: Opens) -> None:
    store = await opens(url)
    await store.save(ANNA, {"note": MARKER}, expected=None)
    before = await ask(url, "SELECT * FROM conversations")
    sentence = await refused(url, NEW)
    assert sentence.startswith("The database ")
    assert sentence.endswith(
        " is encrypted with another key than DATA_KEY holds. Add the key that it was encrypted with to "
        "DATA_KEY, after the others. Nothing was changed."
    )
    assert await ask(url, "SELECT * FROM conversations") == before
    assert await (await opens(url)).load(ANNA)


async def test_an_empty_database_knows_its_key_too(url: str, store: Store) -> None:
    assert "is encrypted with another key" in await refused(url, NEW)


async def test_a_process_without_the_newest_key_loses_nobodys_answers(url: str, opens: Opens) -> None:
    behind = await opens(url, (OLD,))
    ahead = await opens(url, (NEW, OLD))
    await ahead.save(ANNA, {"note": MARKER}, expected=None)
    for look in (behind.load(ANNA), behind.rotate()):
        with pytest.raises(DecryptionError, match="Add the key"):
            await look
    assert await ahead.broken() == 0
    found = await ahead.load(ANNA)
    assert found
    assert found.data == {"note": MARKER}
    assert "is encrypted with another key" in await refused(url, OLD), "nor does one start without it"


async def test_a_row_of_another_key_is_set_aside_by_a_rotation_and_kept(url: str, store: Store) -> None:
    for key in (ANNA, BORIS):
        await store.save(key, {"note": MARKER}, expected=None)
    foreign = Fernet(NEW).encrypt(b"{}").decode()
    literal = f"CAST('{foreign}' AS BLOB)" if url.startswith("sqlite") else f"'{foreign}'::bytea"
    await ask(url, f"UPDATE conversations SET data = {literal} WHERE chat = '{ANNA.chat}'")
    with pytest.raises(BrokenRowError):
        await store.load(ANNA)
    assert (await store.rotate(), await store.broken()) == (1, 1)
    assert await store.load(ANNA) is None
    assert await ask(url, "SELECT chat, data FROM broken") == [(ANNA.chat, foreign.encode())]


@pytest.mark.parametrize("keys", [("short",), (OLD, "not a key"), (OLD[:-4],), ("ключ",), (OLD, "")])
async def test_a_malformed_key_is_refused_and_not_repeated(url: str, keys: tuple[str, ...]) -> None:
    with pytest.raises(StoreError, match=r"^DATA_KEY holds something that is no key") as caught:
        await Store.open(url, keys)
    assert not any(key in str(caught.value) for key in keys if key)


# Another key


async def test_the_first_key_encrypts_and_all_decrypt(url: str, opens: Opens, clock: Clock) -> None:
    store = await opens(url, (OLD,))
    for key in (ANNA, BORIS):
        await store.save(key, {"of": key.chat}, expected=None)
    both = await opens(url, (NEW, OLD))
    stored = await both.load(ANNA)
    assert stored
    assert stored.data == {"of": ANNA.chat}
    assert await both.save(ANNA, {"of": "new"}, expected=stored.version)
    assert await encrypted_with(url, NEW) == [True, False]
    assert "is encrypted with another key" in await refused(url, NEW)


async def test_after_a_rotation_the_old_key_is_not_needed(url: str, opens: Opens, clock: Clock) -> None:
    old = await opens(url, (OLD,))
    for key in (ANNA, BORIS, HERE):
        await old.save(key, {"of": key.chat}, expected=None, consent=CONSENT if key == HERE else None)
    versions = await ask(url, "SELECT chat, version, updated_at FROM conversations ORDER BY chat")
    both = await opens(url, (NEW, OLD))
    assert await both.rotate() == 3
    assert await ask(url, "SELECT chat, version, updated_at FROM conversations ORDER BY chat") == versions
    assert await encrypted_with(url, NEW) == [True] * 3
    assert "is encrypted with another key" in await refused(url, OLD)
    new = await opens(url, (NEW,))
    for key in (ANNA, BORIS, HERE):
        stored = await new.load(key)
        assert stored
        assert stored.data == {"of": key.chat}
    assert await new.rotate() == 3, "again does no harm"


async def test_a_rotation_leaves_what_is_erased_alone(url: str, opens: Opens, clock: Clock) -> None:
    store = await opens(url, (OLD,))
    await store.save(ANNA, {}, expected=None, consent=CONSENT)
    clock.time = clock.time.replace(day=5)
    assert await store.erase_idle() == 1
    assert await store.rotate() == 0
    stored = await store.load(ANNA)
    assert stored
    assert stored.data is None


async def test_a_rotation_loses_nothing_that_is_said_meanwhile(url: str, opens: Opens, clock: Clock) -> None:
    before = await opens(url, (OLD,))
    talking, rotating = await opens(url, (NEW, OLD)), await opens(url, (NEW, OLD))
    people = [ANNA, BORIS, HERE]
    for key in people:
        await before.save(key, {"turn": 0}, expected=None)
    done = asyncio.Event()

    async def talk() -> int:
        turns = 0
        while not done.is_set():
            turns += 1
            for key in people:
                stored = await talking.load(key)
                assert stored
                assert stored.data == {"turn": turns - 1}
                assert await talking.save(key, {"turn": turns}, expected=stored.version)
        return turns

    talk_task = asyncio.create_task(talk())
    for _ in range(5):
        assert await rotating.rotate() == len(people)
    done.set()
    turns = await talk_task
    assert turns
    assert await encrypted_with(url, NEW) == [True] * len(people)
    for key in people:
        stored = await talking.load(key)
        assert stored
        assert stored.data == {"turn": turns}


class Interrupted:
    """A driver over another: somebody acts between the reading of a conversation and its encryption anew."""

    def __init__(self, driver: Driver, meanwhile: Coroutine[Any, Any, bool]) -> None:
        self.shared = driver.shared
        self.combines = driver.combines
        self.read = driver.read
        self.write_together = driver.write_together
        self.write_many = driver.write_many
        self.tidy = driver.tidy
        self.close = driver.close
        self._driver = driver
        self._meanwhile = [meanwhile]

    async def write(self, statement: Statement, values: Values) -> int:
        if statement is statements.REENCRYPT and self._meanwhile:
            assert await self._meanwhile.pop()
        return await self._driver.write(statement, values)


@pytest.mark.parametrize("act", ["save", "delete"])
async def test_a_rotation_keeps_changes(kind: str, url: str, opens: Opens, clock: Clock, act: str) -> None:
    old = await opens(url, (OLD,))
    await old.save(ANNA, {"n": 1}, expected=None)
    saves = act == "save"
    driver, cipher = await (SQLite if kind == "sqlite" else Postgres).open(url, (NEW, OLD))
    meanwhile = old.save(ANNA, {"n": 2}, expected=clock.version) if saves else old.delete(ANNA)
    rotating = Store(Interrupted(driver, meanwhile), cipher, Retention(), clock)
    assert await rotating.rotate() == saves
    assert await encrypted_with(url, NEW) == [True] * saves
    stored = await rotating.load(ANNA)
    assert (stored and stored.data) == ({"n": 2} if saves else None)
    await rotating.close()


async def test_postgresql_needs_a_key(kind: str) -> None:
    with pytest.raises(StoreError, match=r"^DATA_KEY is not set. Make one with “mesoguide keys”") as caught:
        await Store.open("postgresql://me:secret@localhost/mesoguide")
    assert "secret" not in str(caught.value)
