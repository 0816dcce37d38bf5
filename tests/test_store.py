"""The store, on SQLite and on PostgreSQL: what both do alike."""

from __future__ import annotations

import asyncio
import logging
import signal
import traceback
from collections.abc import Coroutine
from datetime import datetime, timedelta

import pytest

from bot.store import Key, Retention, Store, Stored, StoreError
from tests.stores import (
    ANNA,
    BORIS,
    CONSENT,
    HERE,
    MARKER,
    Clock,
    Opens,
    ask,
    ended,
    run,
    said,
)

pytest_plugins = ("tests.store_fixtures",)
pytestmark = pytest.mark.asyncio

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def version_of(store: Store, key: Key) -> int:
    stored = await store.load(key)
    assert stored
    return stored.version


# Loading and saving


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
    assert await store.load(ANNA) == Stored(
        {"n": "new"}, clock.version, (), clock.time.replace(microsecond=0)
    )


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


async def test_what_cannot_be_kept_fails_alone(store: Store) -> None:
    unspeakable = Key("telegram", "\ud83d")
    people = [Key("telegram", str(number)) for number in range(10)]
    keys = [*people[:5], unspeakable, *people[5:]]
    saves = (store.save(key, {}, expected=None) for key in keys)
    results = await asyncio.gather(*saves, return_exceptions=True)
    failed = [key for key, result in zip(keys, results, strict=True) if isinstance(result, Exception)]
    assert failed == [unspeakable]
    assert await store.count() == len(people)


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


# Erasing


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


async def test_whoever_goes_on_is_idle_no_longer(store: Store, clock: Clock) -> None:
    await store.save(ANNA, {}, expected=None, finished=True)
    begun = clock.version
    clock.time += 30 * DAY
    await store.save(ANNA, {"n": "anew"}, expected=begun, finished=False)
    clock.time += 24 * HOUR
    assert await store.erase_idle() == 0
    clock.time += timedelta(seconds=1)
    assert await store.erase_idle() == 1


async def test_a_retention_that_was_shortened_holds_for_what_is_there(
    url: str, opens: Opens, clock: Clock
) -> None:
    store = await opens(url)
    await store.save(ANNA, {}, expected=None, finished=True)
    clock.time += 8 * DAY
    assert await store.erase_idle() == 0
    strict = await opens(url, retention=Retention(finished=7 * DAY))
    assert await strict.erase_idle() == 1


async def test_the_record_of_an_agreement_stays_without_the_answers(
    url: str, store: Store, clock: Clock
) -> None:
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


# Several processes at once


async def test_processes_that_open_a_fresh_database_at_once_agree(empty: str, opens: Opens) -> None:
    body = "await store.save(Key('telegram', str(os.getpid())), {}, expected=None)"
    processes = [await run(body, empty, wait=True) for _ in range(3)]
    assert [await said(process) for process in processes] == ["ready"] * 3
    for process in processes:
        assert process.stdin
        process.stdin.write(b"go\n")
    assert [await said(process) for process in processes] == ["done"] * 3
    for process in processes:
        await ended(process)
    store = await opens(empty)
    assert await store.count() == 3


async def test_tasks_that_open_a_fresh_database_at_once_agree(empty: str, opens: Opens) -> None:
    stores = await asyncio.gather(*(opens(empty) for _ in range(5)))
    for number, store in enumerate(stores):
        assert await store.save(Key("telegram", str(number)), {}, expected=None)
    assert await stores[0].count() == 5
