"""What is kept for how long, as the cards promise it, with a clock that only goes when it is told to."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clinics.directory import Directory
from bot.conversation import Conversation
from bot.guide import read_guide
from bot.render import show
from bot.response import Typed
from bot.store import Key, Store
from dialogs.flow.events import parse_data
from tests.kit.answers import progress, taps, taps_to

ANNA = Key("telegram", "1001")
HALF = ("do:start", *(tap.data for tap in taps_to("severity")))
WHOLE = ("do:start", *(tap.data for tap in taps()))


class World:
    """One person, one database, one clock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.time = datetime(2026, 3, 1, 12, tzinfo=UTC)
        self._conversation: Conversation

    async def open(self) -> None:
        self.store = await Store.open(str(self.path), now=lambda: self.time)
        self._conversation = Conversation(Directory(None, read_guide()), self.store, clock=lambda: self.time)

    async def tap(self, *data: str) -> str:
        """Tap; what the last card says."""
        for each in data:
            turn = await self._conversation.turn(ANNA, parse_data(each))
        return show(turn.cards[-1], turn.words).text

    async def send(self, words: str) -> str:
        turn = await self._conversation.turn(ANNA, Typed(words))
        return show(turn.cards[-1], turn.words).text

    async def wait(self, **time: float) -> None:
        """Let time pass, and the hourly look for what has to go."""
        self.time += timedelta(**time)
        await self.store.erase_idle()

    def rows(self) -> list[tuple[object, object, object]]:
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute("select data, consent_version, consent_at from conversations").fetchall()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    made = World(tmp_path / "world.sqlite3")
    await made.open()
    yield made
    await made.store.close()


async def test_somebody_who_stopped_in_the_middle_finds_their_answers_for_a_day(world: World) -> None:
    await world.tap(*HALF)
    await world.wait(hours=23)
    assert "Your answers are still here" in await world.send("/start")
    await world.wait(hours=25)
    assert "Hello, I am Mesoguide" in await world.send("/start")


async def test_somebody_who_has_their_answer_finds_it_for_thirty_days(world: World) -> None:
    await world.tap(*WHOLE)
    await world.wait(days=29)
    assert "Your answers are still here" in await world.send("/start")
    await world.wait(days=31)
    assert "Hello, I am Mesoguide" in await world.send("/start")


async def test_only_the_record_of_an_agreement_stays_and_that_for_a_year(world: World) -> None:
    await world.tap(*HALF)
    agreed = int(world.time.timestamp())
    await world.wait(days=2)
    ((data, version, at),) = world.rows()
    assert data is None
    assert version
    assert at == agreed
    await world.send("/start")
    await world.wait(days=300)
    assert len(world.rows()) == 1, "looking in again is no new agreement, and takes none back"
    await world.wait(days=64)
    assert world.rows() == []


async def test_what_came_back_after_an_erasure_is_a_new_conversation(world: World) -> None:
    await world.tap(*HALF)
    await world.wait(days=2)
    assert "Hello" in await world.tap("concern:hydration"), "an old card begins anew"
    assert progress("area") in await world.tap("consent:agree")
    assert progress("concern") in await world.tap("area:face")


@pytest.mark.parametrize("way", ["do:erase", "consent:minor"])
async def test_an_agreement_that_is_taken_back_leaves_no_record(world: World, way: str) -> None:
    await world.tap(*HALF)
    await world.tap(way)
    assert not [row for row in world.rows() if row[1] or row[2]]


async def test_the_card_about_data_says_what_is_set(tmp_path: Path) -> None:
    from dialogs.guide import Retention

    store = await Store.open(str(tmp_path / "other.sqlite3"))
    guide = read_guide(retention=Retention(unfinished_hours=2, finished_days=7, consent_months=3))
    turn = await Conversation(Directory(None, guide), store).turn(ANNA, Typed("/privacy"))
    said = "\n".join(show(card, turn.words).text for card in turn.cards)
    await store.close()
    for promised in ("2 hours", "7 days", "3 months"):
        assert promised in said
