"""The store, on SQLite and on PostgreSQL: what both do alike."""

import asyncio
import logging
import signal
import traceback
from collections.abc import Coroutine
from datetime import timedelta

import pytest

from bot.store import Key, Store, Stored, StoreError
from tests.kit.stores import ANNA, BORIS, CONSENT, MARKER, Clock, Opens, ask, run, said

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def version_of(store: Store, key: Key) -> int:
    stored = await store.load(key)
    assert stored
    return stored.version


async def test_what_was_saved_is_loaded(store: Store, clock: Clock) -> None:
    data = {"answers": {"area": ["лицо", "шея"], "ages": {"от": 30}}, "note": "Ё 💉 \0 \ud83d", "asked": None}
    first, started = clock.version, clock.time
    assert await store.load(ANNA) is None
    assert await store.save(ANNA, data, expected=None)
    assert await store.load(ANNA) == Stored(data, first, (), started)
    clock.time += HOUR
    updates = (900_000_001, 2**62)
    assert await store.save(ANNA, {"answers": {}}, expected=first, handled=updates)
    assert await store.load(ANNA) == Stored({"answers": {}}, first + 1, updates, started + HOUR)


async def test_conversations_are_apart(store: Store, clock: Clock) -> None:
    same_chat_elsewhere = Key("terminal", ANNA.chat)
    for key in (ANNA, BORIS, same_chat_elsewhere):
        assert await store.save(key, {"of": [key.channel, key.chat]}, expected=None)
    assert await store.count() == 3
    for key in (ANNA, BORIS, same_chat_elsewhere):
        assert await store.load(key) == Stored({"of": [key.channel, key.chat]}, clock.version, (), clock.time)


@pytest.mark.parametrize("stale", [None, 0, 2])
async def test_a_lost_race_changes_nothing(store: Store, clock: Clock, stale: int | None) -> None:
    first = clock.version
    await store.save(ANNA, {"n": 1}, expected=None)
    await store.save(ANNA, {"n": 2}, expected=first, handled=(7,))
    clock.time += HOUR
    late = None if stale is None else first + stale
    assert not await store.save(ANNA, {"n": "late"}, expected=late, finished=True, consent=CONSENT)
    assert await store.load(ANNA) == Stored({"n": 2}, first + 1, (7,), clock.time - HOUR)


async def test_an_erased_conversation_is_not_brought_back_by_a_late_save(store: Store, clock: Clock) -> None:
    await store.save(ANNA, {}, expected=None)
    await store.delete(ANNA)
    assert not await store.save(ANNA, {}, expected=clock.version)
    assert await store.count() == 0


async def test_a_conversation_begun_anew_has_none_of_its_old_versions(store: Store, clock: Clock) -> None:
    await store.save(ANNA, {}, expected=None)
    old = [clock.version, clock.version + 1]
    await store.save(ANNA, {}, expected=old[0])
    await store.delete(ANNA)
    clock.time += timedelta(milliseconds=1)
    await store.save(ANNA, {"n": "new"}, expected=None)
    for version in old:
        assert not await store.save(ANNA, {"n": "late"}, expected=version)
    assert await store.load(ANNA) == Stored({"n": "new"}, clock.version, (), clock.time.replace(microsecond=0))


@pytest.mark.parametrize("begun", [False, True])
async def test_of_two_saves_at_once_one_wins(url: str, opens: Opens, clock: Clock, begun: bool) -> None:
    one, other = await opens(url), await opens(url)
    if begun:
        await one.save(ANNA, {}, expected=None)
    saves = (
        place.save(ANNA, {"by": name}, expected=clock.version if begun else None)
        for name, place in (("a", one), ("b", one), ("c", other), ("d", other))
    )
    won = await asyncio.gather(*saves)
    assert sum(won) == 1
    winner = "abcd"[won.index(True)]
    assert await other.load(ANNA) == Stored({"by": winner}, clock.version + begun, (), clock.time)


async def test_tasks_that_try_again_lose_no_answer(url: str, opens: Opens, clock: Clock) -> None:
    stores = await opens(url), await opens(url)
    await stores[0].save(ANNA, {"answers": []}, expected=None)

    async def answer(number: int) -> None:
        store = stores[number % 2]
        while stored := await store.load(ANNA):
            assert stored.data
            answers = [*stored.data["answers"], number]
            if await store.save(ANNA, {"answers": answers}, expected=stored.version):
                return

    await asyncio.gather(*(answer(number) for number in range(20)))
    stored = await stores[0].load(ANNA)
    assert stored
    assert stored.data
    assert stored.version == clock.version + 20
    assert sorted(stored.data["answers"]) == list(range(20))


async def test_many_at_once_are_all_kept(store: Store) -> None:
    people = [Key("telegram", str(number)) for number in range(100)]
    assert all(await asyncio.gather(*(store.save(key, {"of": key.chat}, expected=None) for key in people)))
    assert await store.count() == len(people)
    found = await asyncio.gather(*map(store.load, people))
    assert [stored and stored.data for stored in found] == [{"of": key.chat} for key in people]


async def test_what_cannot_be_kept_fails_alone(url: str, store: Store) -> None:
    unspeakable = Key("telegram", f"{MARKER} \ud83d")
    people = [Key("telegram", str(number)) for number in range(10)]
    keys = [*people[:5], unspeakable, *people[5:]]
    saves = (store.save(key, {}, expected=None) for key in keys)
    results = await asyncio.gather(*saves, return_exceptions=True)
    failed = {key: result for key, result in zip(keys, results, strict=True) if result is not True}
    assert list(failed) == [unspeakable]
    (error,) = failed.values()
    assert isinstance(error, Exception)
    assert MARKER not in "".join(traceback.format_exception(error))
    assert await ask(url, "SELECT count(*) FROM conversations") == [(len(people),)]


async def test_what_was_begun_is_done_even_where_its_caller_is_cancelled(store: Store) -> None:
    await store.save(ANNA, {}, expected=None)

    async def cancel(work: Coroutine[object, object, bool], pauses: int) -> None:
        task = asyncio.create_task(work)
        for _ in range(pauses):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    await cancel(store.delete(ANNA), 0)
    assert await store.count() == 1
    await cancel(store.delete(ANNA), 1)
    for pauses in range(1, 4):
        await cancel(store.save(Key("telegram", f"number {pauses}"), {}, expected=None), pauses)
    while await store.count() != 3:  # noqa: ASYNC110  nobody is told when what was cancelled is done
        await asyncio.sleep(0.001)
    assert await store.load(ANNA) is None


async def test_what_was_saved_survives_a_kill(url: str, opens: Opens) -> None:
    process = await run("await store.save(Key('telegram', '12345'), {'note': 'kept'}, expected=None)", url)
    assert await said(process) == "done"
    process.kill()
    assert await process.wait() == -signal.SIGKILL
    stored = await (await opens(url)).load(ANNA)
    assert stored
    assert stored.data == {"note": "kept"}


# Privacy


async def test_answers_are_in_no_log(url: str, opens: Opens, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    store = await opens(url)
    await store.save(ANNA, {"note": MARKER}, expected=None)
    stored = await store.load(ANNA)
    await store.rotate()
    await store.erase_idle()
    await store.delete(ANNA)
    assert MARKER not in repr(stored)
    assert MARKER not in caplog.text
    assert ANNA.chat not in caplog.text


async def test_answers_are_in_no_traceback(url: str, store: Store) -> None:
    await ask(url, "DROP TABLE conversations")
    with pytest.raises(StoreError, match=r"can't be used \((no such table|UndefinedTableError)") as caught:
        await store.save(ANNA, {"note": MARKER}, expected=None)
    text = "".join(traceback.format_exception(caught.value))
    assert MARKER not in text
    assert ANNA.chat not in text


async def test_answers_are_unreadable_in_the_database(url: str, store: Store) -> None:
    await store.save(ANNA, {"note": MARKER}, expected=None)
    ((data,),) = await ask(url, "SELECT data FROM conversations")
    assert MARKER.encode() not in data
    await store.delete(ANNA)


# Being asked whether it works


async def test_a_database_that_answers_is_ready(store: Store) -> None:
    await store.ping()


async def test_a_database_that_does_not_answer_is_not_ready(url: str, store: Store) -> None:
    await ask(url, "DROP TABLE seals")
    with pytest.raises(StoreError):
        await store.ping()


async def test_it_says_whether_processes_may_share_it(kind: str, store: Store) -> None:
    assert store.shared == (kind == "postgres")


async def test_a_closed_store_says_so(store: Store) -> None:
    await store.close()
    for work in (store.load(ANNA), store.save(ANNA, {}, expected=None), store.ping()):
        with pytest.raises(StoreError):
            await work


async def test_closing_waits_for_what_is_under_way(url: str, opens: Opens) -> None:
    store = await opens(url)
    saves = [asyncio.ensure_future(store.save(Key("telegram", str(n)), {}, expected=None)) for n in range(30)]
    await asyncio.sleep(0)
    await store.close()
    assert all(await asyncio.gather(*saves))
    assert await (await opens(url)).count() == len(saves)
