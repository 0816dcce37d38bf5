"""What the store erases, by itself and when it is told to, on SQLite and on PostgreSQL."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.store import Key, Retention, Store, Stored
from tests.kit.stores import ANNA, BORIS, CONSENT, HERE, MARKER, Clock, Opens, ask

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def test_nothing_is_left_of_an_erased_conversation(url: str, store: Store) -> None:
    for key in (ANNA, BORIS):
        await store.save(key, {}, expected=None, consent=CONSENT, handled=(1,))
    assert await store.delete(ANNA)
    assert await store.load(ANNA) is None
    assert not await store.delete(ANNA)
    assert await ask(url, "SELECT channel, chat FROM conversations") == [("telegram", BORIS.chat)]


async def test_idle_conversations_are_erased(store: Store, clock: Clock) -> None:
    await store.save(ANNA, {}, expected=None)
    await store.save(BORIS, {}, expected=None, finished=True)
    clock.time += 24 * HOUR
    await store.save(HERE, {}, expected=None)
    assert await store.erase_idle() == 0
    clock.time += timedelta(seconds=1)
    assert await store.erase_idle() == 1
    assert await store.load(ANNA) is None
    clock.time += 24 * HOUR
    assert await store.erase_idle() == 1
    clock.time += 28 * DAY - timedelta(seconds=1)
    assert await store.erase_idle() == 0
    assert await store.load(BORIS)
    clock.time += timedelta(seconds=1)
    assert await store.erase_idle() == 1
    assert await store.count() == 0


async def test_every_hour_is_looked_at(store: Store, clock: Clock) -> None:
    for number in range(10):
        await store.save(Key("telegram", str(number)), {}, expected=None, finished=number >= 5)
        clock.time += HOUR
    clock.time += 16 * HOUR
    assert await store.erase_idle() == 2
    clock.time += 40 * DAY
    assert await store.erase_idle() == 8


async def test_whoever_goes_on_is_idle_no_longer(store: Store, clock: Clock) -> None:
    await store.save(ANNA, {}, expected=None, finished=True)
    begun = clock.version
    clock.time += 30 * DAY
    await store.save(ANNA, {"n": "anew"}, expected=begun, finished=False)
    clock.time += 24 * HOUR
    assert await store.erase_idle() == 0
    clock.time += timedelta(seconds=1)
    assert await store.erase_idle() == 1


async def test_a_shorter_retention_holds_for_old_rows(url: str, opens: Opens, clock: Clock) -> None:
    store = await opens(url)
    await store.save(ANNA, {}, expected=None, finished=True)
    clock.time += 8 * DAY
    assert await store.erase_idle() == 0
    strict = await opens(url, retention=Retention(finished=7 * DAY))
    assert await strict.erase_idle() == 1


async def test_the_record_of_an_agreement_outlives_the_answers(url: str, store: Store, clock: Clock) -> None:
    begun = clock.version
    await store.save(ANNA, {"note": MARKER}, expected=None, consent=CONSENT, handled=(7, 8))
    saved_at = clock.time
    clock.time += 2 * DAY
    assert await store.erase_idle() == 1
    assert await store.load(ANNA) == Stored(None, begun + 1, (), saved_at)
    assert await store.count() == 0
    agreed_at = int(datetime.fromisoformat(CONSENT[1]).timestamp())
    record = "SELECT consent_version, consent_at, data FROM conversations"
    assert await ask(url, record) == [(CONSENT[0], agreed_at, None)]
    assert not await store.save(ANNA, {"n": "late"}, expected=begun), "it was saved before the erasure"
    assert await store.erase_idle() == 0


async def test_an_agreement_is_erased_when_it_is_old_itself(url: str, store: Store, clock: Clock) -> None:
    agreed_at = datetime.fromisoformat(CONSENT[1])
    await store.save(ANNA, {}, expected=None, consent=CONSENT)
    clock.time += 2 * DAY
    assert await store.erase_idle() == 1
    clock.time = agreed_at + 365 * DAY
    await store.erase_idle()
    assert await store.load(ANNA)
    clock.time += timedelta(seconds=1)
    assert await store.erase_idle() == 0, "no answers were left to erase"
    assert await store.load(ANNA) is None
    assert await ask(url, "SELECT * FROM conversations") == []


async def test_an_old_agreement_goes_with_the_answers(store: Store, clock: Clock) -> None:
    begun = clock.version
    await store.save(ANNA, {}, expected=None, consent=CONSENT)
    clock.time += 400 * DAY
    await store.save(ANNA, {}, expected=begun)
    assert await store.erase_idle() == 0, "somebody who talks keeps both"
    clock.time += 2 * DAY
    assert await store.erase_idle() == 1
    assert await store.load(ANNA) is None


async def test_who_comes_back_goes_on_with_the_record(url: str, store: Store, clock: Clock) -> None:
    begun = clock.version
    await store.save(ANNA, {}, expected=None, consent=CONSENT)
    clock.time += 2 * DAY
    await store.erase_idle()
    assert not await store.save(ANNA, {}, expected=None), "there is a row"
    assert await store.save(ANNA, {"language": "ru"}, expected=begun + 1)
    assert await ask(url, "SELECT consent_version FROM conversations") == [(CONSENT[0],)]
    assert await store.save(ANNA, {}, expected=begun + 2, consent=("2026-2", clock.time.isoformat()))
    assert await ask(url, "SELECT consent_version, consent_at FROM conversations") == [
        ("2026-2", int(clock.time.timestamp()))
    ]
    assert await store.count() == 1


async def test_what_is_saved_while_idle_ones_are_erased_stays(url: str, opens: Opens, clock: Clock) -> None:
    talking, erasing = await opens(url), await opens(url)
    people = [Key("telegram", str(number)) for number in range(60)]
    begun = clock.version
    for number, key in enumerate(people):
        await talking.save(key, {}, expected=None, consent=CONSENT if number % 2 else None)
    clock.time += 2 * DAY
    saves = [talking.save(key, {"n": "back"}, expected=begun) for key in people]
    *saved, erased = await asyncio.gather(*saves[:30], erasing.erase_idle(), *saves[30:])
    saved = [*saved[:30], *saved[30:], erased]
    won = [key for key in people if (stored := await talking.load(key)) and stored.data == {"n": "back"}]
    assert await talking.count() == len(won)
    assert sum(result is True for result in saved) == len(won)
    assert len(won) + next(result for result in saved if not isinstance(result, bool)) == len(people)


async def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="time zone"):
        await store.save(ANNA, {}, expected=None, consent=("2026-1", "2026-03-01T14:00:00"))
    assert await store.count() == 0


async def test_a_withdrawn_agreement_leaves_no_record(url: str, store: Store) -> None:
    await store.save(ANNA, {"note": "x"}, expected=None, consent=CONSENT)
    stored = await store.load(ANNA)
    assert stored
    assert await store.save(ANNA, {"note": "y"}, expected=stored.version, withdrawn=True, handled=(7,))
    kept = await store.load(ANNA)
    assert kept
    assert (kept.data, kept.handled) == ({"note": "y"}, (7,))
    assert await ask(url, "select consent_version, consent_at from conversations") == [(None, None)]
