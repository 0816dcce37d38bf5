"""What the store counts for clinics, on SQLite and on PostgreSQL."""

import asyncio
from datetime import timedelta

import pytest

from bot.store import Key, Store, StoreError
from bot.store.counts import CAMPAIGNS, OTHER, Count
from tests.kit.stores import ANNA, CONSENT, Clock, Opens, ask, ended, run, said

STARTED = Count("smile", "2026-11-23", "spring", "en", "started", 1)

ADDING = """
    from bot.store.counts import Count
    for _ in range(100):
        await store.counts.add([Count("smile", "2026-11-23", "spring", "en", "started", 1)])
"""


async def test_what_was_added_is_there_the_oldest_week_first(store: Store) -> None:
    later = STARTED._replace(week="2026-11-30", number=7)
    await store.counts.add([later, STARTED, STARTED, STARTED._replace(language="ru")])
    assert await store.counts.of("smile") == [STARTED._replace(number=2), STARTED._replace(language="ru"), later]


async def test_clinics_are_apart(store: Store) -> None:
    await store.counts.add([STARTED, STARTED._replace(clinic="otra", number=3)])
    assert await store.counts.of("otra") == [STARTED._replace(clinic="otra", number=3)]
    assert await store.counts.of("nobody") == []


async def test_every_part_of_a_count_tells_it_from_others(store: Store) -> None:
    others = [
        STARTED._replace(clinic="otra"),
        STARTED._replace(week="2026-11-16"),
        STARTED._replace(campaign="poster"),
        STARTED._replace(language="ru"),
        STARTED._replace(event="agreed"),
    ]
    await store.counts.add([STARTED, *others])
    found = [*await store.counts.of("smile"), *await store.counts.of("otra")]
    assert sorted(found) == sorted([STARTED, *others])


async def test_numbers_may_be_larger_than_a_small_integer(store: Store) -> None:
    await store.counts.add([STARTED._replace(number=2**40), STARTED])
    assert [count.number for count in await store.counts.of("smile")] == [2**40 + 1]


async def test_whatever_adds_at_once_nothing_is_lost(url: str, opens: Opens) -> None:
    stores = [await opens(url) for _ in range(3)]
    await asyncio.gather(*(store.counts.add([STARTED] * 40) for store in stores))
    assert [count.number for count in await stores[0].counts.of("smile")] == [120]


async def test_processes_that_add_at_once_lose_nothing(url: str, store: Store) -> None:
    processes = [await run(ADDING, url, wait=True) for _ in range(2)]
    for process in processes:
        assert await said(process) == "ready"
    for process in processes:
        assert process.stdin
        process.stdin.write(b"go\n")
    for process in processes:
        assert await said(process) == "done"
        await ended(process)
    assert await store.counts.of("smile") == [STARTED._replace(number=200)]


async def test_erasing_people_leaves_the_counts(store: Store, clock: Clock) -> None:
    await store.save(ANNA, {}, expected=None, consent=CONSENT)
    await store.save(Key("telegram", "2"), {}, expected=None)
    await store.counts.add([STARTED])
    await store.delete(ANNA)
    clock.time += timedelta(days=500)
    await store.erase_idle()
    assert await store.count() == 0
    assert await store.counts.of("smile") == [STARTED]


async def test_rotating_keys_leaves_the_counts(store: Store) -> None:
    await store.counts.add([STARTED])
    await store.rotate()
    assert await store.counts.of("smile") == [STARTED]


async def test_the_table_knows_nothing_about_conversations(url: str, store: Store) -> None:
    await store.save(ANNA, {}, expected=None)
    await store.counts.add([STARTED])
    ((row,),) = [await ask(url, "SELECT * FROM counts")]
    assert row == STARTED


# Campaigns that anybody can make up


async def test_made_up_campaigns_do_not_grow_the_table_beyond_a_bound(url: str, store: Store) -> None:
    await store.counts.add(STARTED._replace(campaign=f"x{number}") for number in range(10_000))
    found = await store.counts.of("smile")
    assert len(found) == CAMPAIGNS + 1
    assert {count.campaign: count.number for count in found}[OTHER] == 10_000 - CAMPAIGNS


async def test_campaigns_that_are_known_go_on_beside_made_up_ones(url: str, opens: Opens) -> None:
    await (await opens(url)).counts.add(STARTED._replace(campaign=f"x{n}") for n in range(CAMPAIGNS - 1))
    anew = await opens(url)  # after a restart, it learns from the table which there are
    rows = [STARTED._replace(campaign=name) for name in ("x5", "mine", "late", "mine", "", OTHER)]
    await anew.counts.add(rows)
    numbers = {count.campaign: count.number for count in await anew.counts.of("smile")}
    assert numbers == {**{f"x{n}": 1 for n in range(CAMPAIGNS - 1)}, "x5": 2, "mine": 2, OTHER: 2, "": 1}


async def test_a_full_clinic_takes_no_room_from_another(store: Store) -> None:
    await store.counts.add(STARTED._replace(campaign=f"x{number}") for number in range(CAMPAIGNS + 5))
    mine = STARTED._replace(clinic="otra", campaign="mine")
    await store.counts.add([mine])
    assert await store.counts.of("otra") == [mine]


async def test_tasks_that_add_at_once_keep_the_bound(store: Store) -> None:
    async def add(first: int) -> None:
        await store.counts.add(STARTED._replace(campaign=f"x{n}") for n in range(first, first + 60))

    await asyncio.gather(*(add(60 * number) for number in range(4)))
    found = await store.counts.of("smile")
    assert len(found) == CAMPAIGNS + 1
    assert sum(count.number for count in found) == 240


async def test_made_up_campaigns_spoil_one_week_only(store: Store) -> None:
    await store.counts.add(STARTED._replace(campaign=f"x{number}") for number in range(CAMPAIGNS + 5))
    later = STARTED._replace(week="2026-11-30", campaign="mine")
    await store.counts.add([later])
    assert later in await store.counts.of("smile")


# What cannot be counted


async def test_a_database_that_fails_says_so(url: str, store: Store) -> None:
    await ask(url, "DROP TABLE counts")
    with pytest.raises(StoreError):
        await store.counts.add([STARTED])
    with pytest.raises(StoreError):
        await store.counts.of("smile")


async def test_hostile_names_are_only_names(store: Store) -> None:
    hostile = STARTED._replace(clinic="'; DROP TABLE counts; --", campaign='"\\ %s $1 ?', language="ё")
    await store.counts.add([hostile])
    assert await store.counts.of(hostile.clinic) == [hostile]
