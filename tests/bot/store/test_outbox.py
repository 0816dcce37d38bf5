"""What is owed to people, on SQLite and on PostgreSQL: who sends it where a process dies."""

import asyncio
from datetime import timedelta

import pytest

from bot.store import Key, Owed, Store, StoreError
from bot.store.outbox import DEAD_SECONDS
from tests.kit.stores import ANNA, BORIS, Clock, Opens, ask, ended, run, said

FIRST, SECOND = Owed(1, "ru", "pain"), Owed(2)
OF_ANNA = f"SELECT ticket, language, notice FROM outbox WHERE chat = '{ANNA.chat}'"


class Ticks:
    """A monotonic clock that goes only when it is told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def watching(store: Store) -> Ticks:
    """Let a store watch others by a clock of ours."""
    ticks = store.outbox.monotonic = Ticks()
    return ticks


async def test_a_reply_is_owed_if_and_only_if_the_turn_is_saved(url: str, store: Store, clock: Clock) -> None:
    assert await store.save(ANNA, {}, expected=None, owed=FIRST)
    assert await ask(url, OF_ANNA) == [(1, "ru", "pain")]
    assert not await store.save(ANNA, {}, expected=None, owed=SECOND)
    assert not await store.save(ANNA, {}, expected=7, owed=SECOND)
    assert await ask(url, OF_ANNA) == [(1, "ru", "pain")]
    assert await store.save(ANNA, {}, expected=clock.version, owed=SECOND, withdrawn=True)
    assert await ask(url, OF_ANNA) == [(2, "", "")]


async def test_what_cannot_be_owed_is_not_saved_either(url: str, store: Store) -> None:
    await ask(url, "DROP TABLE outbox")
    with pytest.raises(StoreError):
        await store.save(ANNA, {}, expected=None, owed=FIRST)
    with pytest.raises(StoreError):
        await store.delete(ANNA)
    assert await store.load(ANNA) is None


async def test_a_reply_may_be_owed_for_nothing_that_is_kept(url: str, store: Store) -> None:
    await store.owe(ANNA, FIRST)
    assert await ask(url, OF_ANNA) == [(1, "ru", "pain")]
    assert await store.load(ANNA) is None


async def test_erasing_takes_what_is_owed_and_owes_the_reply_to_it(url: str, store: Store) -> None:
    await store.save(ANNA, {}, expected=None, owed=FIRST)
    assert await store.delete(ANNA, SECOND)
    assert await ask(url, OF_ANNA) == [(2, "", "")]
    assert not await store.delete(ANNA)
    assert await ask(url, OF_ANNA) == []


async def test_what_was_delivered_is_owed_no_more(url: str, store: Store) -> None:
    people = [Key("telegram", str(number)) for number in range(100)]
    await asyncio.gather(*(store.owe(key, FIRST) for key in people))
    await store.owe(people[0], SECOND)
    await store.outbox.delivered((key, 1) for key in people)
    await store.outbox.delivered([])
    assert await ask(url, "SELECT chat, ticket FROM outbox") == [("0", 2)]


async def test_a_debt_of_a_day_is_forgotten(url: str, store: Store, clock: Clock) -> None:
    await store.owe(ANNA, FIRST)
    clock.time += timedelta(days=1)
    await store.erase_idle()
    assert await ask(url, OF_ANNA)
    clock.time += timedelta(hours=1)
    await store.erase_idle()
    assert not await ask(url, OF_ANNA)


# Workers


async def test_nobody_takes_what_is_its_own(store: Store) -> None:
    await store.owe(ANNA, FIRST)
    assert await store.outbox.claim() == []


async def test_what_a_process_owed_that_was_killed_is_claimed_once(url: str, opens: Opens, kind: str) -> None:
    process = await run("from bot.store import Owed; await store.owe(Key('telegram', '12345'), Owed(1, 'ru'))", url)
    assert await said(process) == "done"
    await ended(process)
    store = await opens(url)
    ticks = watching(store)
    if kind == "postgres":
        assert await store.outbox.claim() == []
        ticks.seconds += DEAD_SECONDS - 0.1
        assert await store.outbox.claim() == []
        ticks.seconds += 0.1
    assert await store.outbox.claim() == [(ANNA, Owed(1, "ru"))]
    assert await store.outbox.claim() == []
    assert await ask(url, "SELECT count(*) FROM workers") == [(1,)]
    await store.outbox.delivered([(ANNA, 1)])
    assert await ask(url, OF_ANNA) == []


async def test_what_a_process_owed_that_stopped_is_claimed_at_once(url: str, opens: Opens) -> None:
    stopping, store = await opens(url), await opens(url)
    for number in range(5):
        await stopping.owe(Key("telegram", str(number)), Owed(number))
    await stopping.close()
    first, second = await store.outbox.claim(3), await store.outbox.claim(3)
    assert (len(first), len(second)) == (3, 2)
    assert {(key.chat, owed.ticket) for key, owed in first + second} == {(str(n), n) for n in range(5)}


@pytest.mark.parametrize("kind", ["postgres"])
async def test_of_many_that_claim_at_once_each_debt_has_one(url: str, opens: Opens, kind: str) -> None:
    stopping, *others = [await opens(url) for _ in range(4)]
    people = {str(number) for number in range(60)}
    await asyncio.gather(*(stopping.owe(Key("telegram", chat), FIRST) for chat in people))
    await stopping.close()
    claimed: list[str] = []
    while rounds := [*await asyncio.gather(*(store.outbox.claim(7) for store in others))]:
        found = [key.chat for rows in rounds for key, _ in rows]
        claimed += found
        if not found:
            break
    assert len(claimed) == len(people)
    assert set(claimed) == people


@pytest.mark.parametrize("kind", ["postgres"])
async def test_a_worker_that_beats_keeps_what_it_owes(url: str, opens: Opens, kind: str) -> None:
    living, store = await opens(url), await opens(url)
    await living.owe(ANNA, FIRST)
    ticks = watching(store)
    for _ in range(5):
        await living.outbox.beat()
        assert await store.outbox.claim() == []
        ticks.seconds += DEAD_SECONDS / 2
    ticks.seconds += DEAD_SECONDS
    assert await store.outbox.claim() == [(ANNA, FIRST)]
    await living.outbox.delivered([(ANNA, 1)])
    assert await ask(url, OF_ANNA), "it belongs to another by now"


@pytest.mark.parametrize("kind", ["postgres"])
async def test_an_outage_makes_nobody_dead(url: str, opens: Opens, kind: str) -> None:
    living, store = await opens(url), await opens(url)
    await living.owe(ANNA, FIRST)
    ticks = watching(store)
    assert await store.outbox.claim() == []
    await ask(url, "ALTER TABLE workers RENAME TO away")
    with pytest.raises(StoreError):
        await store.outbox.claim()
    await ask(url, "ALTER TABLE away RENAME TO workers")
    ticks.seconds += DEAD_SECONDS
    assert await store.outbox.claim() == [], "nobody could beat meanwhile"


async def test_a_newer_turn_is_not_handed_out_with_what_was_claimed(url: str, opens: Opens) -> None:
    stopping, store = await opens(url), await opens(url)
    for key in (ANNA, BORIS):
        await stopping.owe(key, FIRST)
    await stopping.close()
    assert len(await store.outbox.claim()) == 2
    await store.owe(ANNA, SECOND)
    await store.outbox.delivered([(ANNA, 1), (BORIS, 1)])
    assert await ask(url, "SELECT chat, ticket FROM outbox") == [(ANNA.chat, 2)]


async def test_a_probe_writes(url: str, store: Store) -> None:
    await store.write_probe()
    await ask(url, "DROP TABLE workers")
    with pytest.raises(StoreError):
        await store.write_probe()
