"""Rows that can't be read: whoever they belong to goes on, and nobody else notices."""

from datetime import timedelta

import pytest

from bot.store import BrokenRowError, Store, StoreError
from tests.kit.stores import ANNA, BORIS, CONSENT, MARKER, Clock, ask

NONSENSE = {"data": "'MARKER-pregnant'", "handled": "'1,MARKER-pregnant'", "updated_at": "9000000000000000"}
NONSENSE_ONLY_SQLITE_KEEPS = {
    "version": "'MARKER-pregnant'",
    "handled": "x'ff'",
    "updated_at": "'MARKER-pregnant'",
    "data": "7",
}


async def spoil(url: str, column: str, value: str) -> None:
    await ask(url, f"UPDATE conversations SET {column} = {value} WHERE chat = '{ANNA.chat}'")


async def check(url: str, store: Store, clock: Clock, column: str, value: str) -> None:
    """Spoil one column: it is said, set aside as it is, and the person begins anew."""
    for key in (ANNA, BORIS):
        await store.save(key, {"note": MARKER}, expected=None)
    await spoil(url, column, value)
    found = await ask(url, f"SELECT {column} FROM conversations WHERE chat = '{ANNA.chat}'")
    with pytest.raises(BrokenRowError) as caught:
        await store.load(ANNA)
    assert not isinstance(caught.value, StoreError)
    assert MARKER not in str(caught.value)
    number = await store.set_aside(ANNA, caught.value.version)
    assert await ask(url, f"SELECT id, {column} FROM broken") == [(number, *found[0])]
    assert (await store.load(ANNA), await store.broken()) == (None, 1)
    clock.time += timedelta(milliseconds=1)
    assert await store.save(ANNA, {"note": "anew"}, expected=None)
    assert await store.set_aside(ANNA, caught.value.version) == number, "the new one stays"
    assert await store.load(ANNA)
    assert await store.load(BORIS)


@pytest.mark.parametrize("column", NONSENSE)
async def test_a_row_that_cannot_be_read_is_set_aside(url: str, store: Store, clock: Clock, column: str) -> None:
    await check(url, store, clock, column, NONSENSE[column])


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("column", NONSENSE_ONLY_SQLITE_KEEPS)
async def test_sqlite_keeps_other_types_too(url: str, store: Store, clock: Clock, column: str, kind: str) -> None:
    await check(url, store, clock, column, NONSENSE_ONLY_SQLITE_KEEPS[column])


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_words_that_are_no_utf_8_are_of_one_row(url: str, store: Store, clock: Clock, kind: str) -> None:
    await check(url, store, clock, "handled", "CAST(x'ff' AS TEXT)")


async def test_nothing_to_set_aside_is_number_0(store: Store) -> None:
    assert await store.set_aside(ANNA) == 0


async def test_erasing_takes_what_was_set_aside_too(url: str, store: Store) -> None:
    for key in (ANNA, BORIS):
        await store.save(key, {}, expected=None)
        await store.set_aside(key)
    assert await store.delete(ANNA)
    assert await ask(url, "SELECT chat FROM broken") == [(BORIS.chat,)]
    assert not await store.delete(ANNA)


@pytest.mark.parametrize(("finished", "kept"), [(False, timedelta(hours=24)), (True, timedelta(days=30))])
async def test_what_was_set_aside_is_kept_no_longer(
    store: Store, clock: Clock, finished: bool, kept: timedelta
) -> None:
    await store.save(ANNA, {}, expected=None, finished=finished)
    await store.set_aside(ANNA)
    clock.time += kept
    assert (await store.erase_idle(), await store.broken()) == (0, 1)
    clock.time += timedelta(hours=1)
    assert (await store.erase_idle(), await store.broken()) == (1, 0)


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("column", ["hour", "finished", "updated_at", "consent_at"])
@pytest.mark.parametrize("value", ["'MARKER'", "x'ff'", "-7", "99000000000000"])
async def test_rubbish_keeps_nobody_from_being_erased(
    url: str, store: Store, clock: Clock, column: str, value: str, kind: str
) -> None:
    for key in (ANNA, BORIS):
        await store.save(key, {"note": MARKER}, expected=None, consent=CONSENT)
    await spoil(url, column, value)
    clock.time += timedelta(days=2)
    assert await store.erase_idle() >= 1
    stored = await store.load(BORIS)
    assert stored
    assert stored.data is None
    clock.time += timedelta(days=366)
    await store.erase_idle()
    assert await ask(url, "SELECT chat FROM conversations UNION ALL SELECT chat FROM broken") == []


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_one_row_of_rubbish_does_not_stop_a_rotation(url: str, store: Store, kind: str) -> None:
    for key in (ANNA, BORIS):
        await store.save(key, {}, expected=None)
    await spoil(url, "data", "7")
    assert (await store.rotate(), await store.broken()) == (1, 1)
    assert await store.load(BORIS)
