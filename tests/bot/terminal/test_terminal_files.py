"""Pictures and files in a terminal: drawn with signs, and written where the person says."""

import os
import stat
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from rich.cells import cell_len

from bot.locale.translator import Translator, translator
from bot.terminal.timeline import drawn
from dialogs.attachments import Picture
from dialogs.cards.answer.timeline import Timeline
from dialogs.planning.planner import plan
from dialogs.planning.samples import SAMPLES
from tests.kit.answers import taps
from tests.kit.chat import published
from tests.kit.pipe import Person, opened, somebody
from tests.kit.pseudo import PSEUDO

ENGLISH, RUSSIAN = translator("en"), translator("ru")


@pytest.fixture
async def anna(tmp_path: Path) -> AsyncIterator[Person]:
    async with opened(tmp_path) as store, somebody(store) as person:
        yield person


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program was started."""
    started = tmp_path / "here"
    started.mkdir()
    monkeypatch.chdir(started)
    return started


async def to_the_numbers(person: Person, *then: str) -> str:
    """What is printed last of somebody who answers every question, and types `then`."""
    await person.sits_down()
    return await person.types(*(tap.label for tap in taps(concern="fine_lines")), *then)


async def to_the_dates(person: Person) -> str:
    return await to_the_numbers(person, "when could you start", "tomorrow")


def sketch(name: str, words: Translator, width: int, start: date | None = None) -> list[str]:
    answers = SAMPLES[name]
    shown = Timeline(Picture(answers, plan(answers, published().protocol), start))
    return [line.plain for line in drawn(shown, words, width)]


# --- the picture -----------------------------------------------------------------------------------


async def test_the_picture_stands_below_the_answer(anna: Person) -> None:
    printed = await to_the_numbers(anna)
    assert printed.index("What to expect") < printed.index("A typical course: 4 to 6 sessions")
    assert "Session 4" in printed
    assert "Hollow: in longer courses only." in printed


def test_sessions_begin_where_they_begin_and_hollow_ones_are_hollow() -> None:
    rows = [line for line in sketch("face", ENGLISH, 76) if line.startswith("Session")]
    places = [max(line.find("●"), line.find("○")) for line in rows]
    assert places == sorted(places)
    assert [("●" in line, "○" in line) for line in rows] == [(True, False)] * 4 + [(False, True)] * 2
    assert [line.split()[-2:] for line in rows][1:3] == [["week", "2"], ["week", "4"]]


def test_estimated_gaps_are_dashed_and_open_ends_go_on() -> None:
    text = "\n".join(sketch("body-open-ended", ENGLISH, 76))
    for seen in (
        *("╌", "or more", "Dashed: the gaps are our estimate.", "or later", "···"),
        "Only if a clinician clears you first",
    ):
        assert seen in text, f"{seen!r} is not in\n{text}"
    assert "╌" not in "\n".join(sketch("face-sensitive", ENGLISH, 76))


@pytest.mark.parametrize("width", [20, 34, 52, 76])
@pytest.mark.parametrize("words", [ENGLISH, RUSSIAN, PSEUDO], ids=["en", "ru", "right to left"])
@pytest.mark.parametrize("name", SAMPLES)
def test_no_sketch_is_wider_than_the_screen(name: str, words: Translator, width: int) -> None:
    for start in (None, date(2026, 12, 14)):
        lines = sketch(name, words, width, start)
        assert max(map(cell_len, lines)) <= width, "\n".join(lines)


# --- a day -----------------------------------------------------------------------------------------


async def test_a_month_is_a_table_and_its_days_are_chosen_by_their_numbers(anna: Person) -> None:
    month = await to_the_numbers(anna, "when could you start", "2099-01-01")
    assert "more than a year away" in month
    following = await anna.types(month.split(" -  ")[1].splitlines()[0])
    table = [line.split() for line in following.splitlines()]
    assert ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"] in table
    chosen = await anna.types("17")
    assert "Session 1:" in chosen
    assert " 17" in chosen


# --- files -----------------------------------------------------------------------------------------


async def test_a_calendar_file_goes_where_the_person_says(anna: Person, folder: Path) -> None:
    await to_the_dates(anna)
    await anna.types("in my calendar")
    assert "Where shall I write mesoguide.ics?" in await anna.types("nothing about health")
    other = folder / "other"
    other.mkdir()
    assert str(other / "mesoguide.ics") in "".join((await anna.types(str(other))).split())
    file = other / "mesoguide.ics"
    assert file.read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600, "health data is for its owner alone"


async def test_enter_alone_means_here_and_no_means_nowhere(anna: Person, folder: Path) -> None:
    await to_the_numbers(anna, "summary")
    assert "Written to" in await anna.types("")
    assert (folder / "mesoguide.pdf").read_bytes().startswith(b"%PDF")
    await anna.types("summary for my consultation")
    assert "It was not written." in await anna.types("no")
    assert [file.name for file in folder.iterdir()] == ["mesoguide.pdf"]


async def test_a_file_is_replaced_only_when_its_place_is_typed_twice(anna: Person, folder: Path) -> None:
    taken = folder / "mine.pdf"
    taken.write_text("something of mine")
    await to_the_numbers(anna, "summary for my consultation")
    assert "is there already" in _flat(await anna.types("mine.pdf"))
    assert taken.read_text() == "something of mine"
    taken.chmod(0o644)
    assert "Only you can read it" in _flat(await anna.types("mine.pdf"))
    assert stat.S_IMODE(taken.stat().st_mode) == 0o600
    assert taken.read_bytes().startswith(b"%PDF")


async def test_a_place_that_cannot_be_written_is_asked_for_again(anna: Person, folder: Path) -> None:
    await to_the_numbers(anna, "summary for my consultation")
    again = _flat(await anna.types(str(folder / "nowhere" / "at" / "all.pdf")))
    assert "cannot be written: No such file or directory" in again
    assert "Where shall I write mesoguide.pdf?" in again
    for hostile in ("x" * 5000, "~nobody-of-that-name/x", "/dev/full"):
        assert "Where shall I write" in _flat(await anna.types(hostile)), hostile
    assert "Written to" in await anna.types(str(folder))
    assert [file.name for file in folder.iterdir()] == ["mesoguide.pdf"]


async def test_danger_and_commands_go_before_any_file(anna: Person, folder: Path) -> None:
    await to_the_numbers(anna, "summary for my consultation")
    assert "Call 112" in await anna.types("I can't breathe")
    await anna.types("misunderstanding", "back to my ranges", "summary for my consultation")
    assert "Erase everything about you?" in await anna.types("/delete")
    assert not list(folder.iterdir())


@pytest.mark.parametrize("typed", ["/quit", "quit", "Back to my ranges", "1", "/nonsense"])
async def test_what_is_said_elsewhere_is_no_name_of_a_file(anna: Person, folder: Path, typed: str) -> None:
    await to_the_numbers(anna, "summary for my consultation")
    after = await anna.types(typed)
    assert "Written to" not in after
    assert any(seen in after for seen in ("Goodbye", "Typical published ranges", "do not know that command"))
    assert not list(folder.iterdir())


async def test_a_pipe_that_nobody_reads_holds_nobody_up(anna: Person, folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    await to_the_numbers(anna, "summary for my consultation")
    await anna.types("pipe")
    assert "cannot be written" in _flat(await anna.types("pipe"))


def _flat(text: str) -> str:
    return " ".join(text.split())
