"""Counts on their way to the database: none is lost, none is counted twice, and no memory fills."""

import asyncio
from datetime import date

import pytest

from bot.stats import tally as tallies
from bot.stats.tally import MAX_PENDING_COUNTS, Tally, week_of
from bot.store import Store, StoreError
from tests.kit.stats_desk import counted
from tests.kit.stores import ask

MONDAY = date(2026, 11, 23)


def add(tally: Tally, *events: str, campaign: str = "spring", day: date = MONDAY) -> None:
    tally.add("smile", campaign, "en", day, events or ("started",))


async def test_what_was_counted_is_written_once(store: Store) -> None:
    tally = Tally()
    for _person in range(3):
        add(tally, "started", "agreed")
    await tally.flush(store.counts)
    await tally.flush(store.counts)
    found = [counted(3, "agreed", campaign="spring"), counted(3, campaign="spring")]
    assert await store.counts.of("smile") == found


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (MONDAY, "2026-11-23"),
        (date(2026, 11, 29), "2026-11-23"),
        (date(2026, 11, 30), "2026-11-30"),
        (date(2027, 1, 3), "2026-12-28"),
    ],
)
def test_a_week_begins_on_monday(day: date, week: str) -> None:
    assert week_of(day) == week


async def test_questions_and_reasons_are_kept_without_campaign_and_language(store: Store) -> None:
    tally = Tally()
    add(tally, "refused", "refused:pregnant", "asked:health")
    await tally.flush(store.counts)
    kept = {(count.event, count.campaign, count.language) for count in await store.counts.of("smile")}
    assert kept == {("refused", "spring", "en"), ("refused:pregnant", "", ""), ("asked:health", "", "")}


async def test_a_database_that_is_away_loses_nothing(url: str, store: Store) -> None:
    tally = Tally()
    await ask(url, "ALTER TABLE counts RENAME TO away")
    for _hour in range(3):
        add(tally)
        add(tally, campaign="poster")
        with pytest.raises(StoreError):
            await tally.flush(store.counts)
    await ask(url, "ALTER TABLE away RENAME TO counts")
    await tally.flush(store.counts)
    assert {count.campaign: count.number for count in await store.counts.of("smile")} == {"spring": 3, "poster": 3}  # fmt: skip


async def test_a_flush_that_is_cancelled_counts_nothing_twice(store: Store) -> None:
    tally = Tally()
    for number in range(20):
        add(tally, campaign=f"x{number}")
    for pauses in range(12):
        task = asyncio.create_task(tally.flush(store.counts))
        for _ in range(pauses):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await tally.flush(store.counts)
    assert [count.number for count in await store.counts.of("smile")] == [1] * 20, "or it loses some"


async def test_an_outage_is_told_once(
    url: str, store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tallies, "FLUSH_SECONDS", 0.01)
    tally = Tally()
    await ask(url, "ALTER TABLE counts RENAME TO away")
    add(tally)
    task = asyncio.create_task(tally.flush_forever(store.counts))
    said = ""
    async with asyncio.timeout(10):
        while "counts wait for the database" not in said:
            await asyncio.sleep(0.01)
            said += capsys.readouterr().out
        await ask(url, "ALTER TABLE away RENAME TO counts")
        while not await store.counts.of("smile"):  # noqa: ASYNC110  nobody is told when it is written
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert (said + capsys.readouterr().out).count("counts wait for the database") == 1
    assert "spring" not in said
    assert [count.number for count in await store.counts.of("smile")] == [1]


def test_made_up_campaigns_fill_no_memory_while_the_database_is_away() -> None:
    tally = Tally()
    for number in range(MAX_PENDING_COUNTS + 5_000):
        add(tally, "started", "agreed", campaign=f"x{number}")
    assert len(tally) <= MAX_PENDING_COUNTS + 2
