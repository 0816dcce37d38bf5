"""The clinics in force: a change of their file needs no restart, and a broken one disturbs nobody."""

import asyncio
import itertools
import os
import shutil
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

import pytest

from bot.clinics import directory as module
from bot.clinics.directory import Directory
from bot.errors import UsageError
from bot.locale.translator import translator
from tests.kit.chat import Chat, published
from tests.kit.clinics import OTRA, SIGNED, SMILE
from tests.kit.logs import Log

SOON = module.POLL_MILLISECONDS / 1000 - 0.5
"""Seconds in which a change is seen because the system reports it, and not because it is time for a look."""

READ = "the clinics were read anew"
BROKEN = "the clinics cannot be used as they are now; the last good ones stay"
KEPT = "broken, the last good one is in force"
SPRING = SMILE.replace("We are glad that you are here.", "Spring has come.")
OWN = SMILE.replace("controller =", 'protocol = "own.toml"\ncontroller =')


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "etc"
    folder.mkdir()
    return written(folder / "clinics.toml", SMILE)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def replaced(path: Path, text: str) -> None:
    """Save as editors do: a new file takes the place of the old one."""
    written(path.with_suffix(".new"), text).replace(path)


async def watching(directory: Directory) -> asyncio.Task[None]:
    """The directory at work; a thread of it waits for changes."""
    before = threading.enumerate()
    task = asyncio.create_task(directory.watch())
    await until(lambda: any("AnyIO" in each.name for each in threading.enumerate() if each not in before))
    return task


@asynccontextmanager
async def followed(path: Path) -> AsyncIterator[Directory]:
    """The clinics of the file, kept up to date while the block lasts."""
    directory = Directory(path, published())
    task = await watching(directory)
    try:
        yield directory
    finally:
        assert not task.done(), "the file is followed no longer"
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(holds: Callable[[], bool], act: Callable[[], object] | None = None) -> None:
    """Wait for it; `act` is done again and again meanwhile, since nobody knows when a folder begins to be watched."""
    __tracebackhide__ = True
    end = monotonic() + SOON
    for turn in itertools.count():
        if act and turn % 50 == 0:
            act()
        if holds():
            return
        assert monotonic() < end, f"not within {SOON} seconds"
        await asyncio.sleep(0.01)


async def until_seen(directory: Directory, words: str) -> None:
    """Until somebody who opens the clinic's link reads `words`."""
    await until(lambda: words in greeting(directory))


def later(path: Path, act: Callable[[], None]) -> None:
    """Do something to the file until its clock, which goes in small steps, shows another time."""
    before = path.stat().st_ctime_ns
    while path.stat().st_ctime_ns == before:
        act()


def greeting(directory: Directory) -> str:
    return Chat(clinics=directory).send("/start smile").text


# --- good changes --------------------------------------------------------------------------------


@pytest.mark.parametrize("save", [written, replaced], ids=["in place", "by another file"])
async def test_a_change_needs_no_restart(path: Path, save: Callable[[Path, str], object], log: Log) -> None:
    async with followed(path) as directory:
        assert "We are glad" in greeting(directory)
        save(path, SPRING + OTRA)
        await until_seen(directory, "Spring has come.")
        assert set(directory.guides.of_clinics) == {"smile", "otra"}
        save(path, SMILE)
        await until_seen(directory, "We are glad")
        assert set(directory.guides.of_clinics) == {"smile"}
        assert directory.state == "ok"
    assert [line["clinics"] for line in log if line["event"] == READ] == [2, 1]


async def test_what_is_no_change_is_not_read_again(path: Path, log: Log) -> None:
    async with followed(path) as directory:
        clinics = directory.clinics
        written(path.with_name("other.toml"), "x")
        for _time in range(3):
            await directory.refresh()
        assert directory.clinics is clinics
    assert log == []


async def test_a_folder_with_an_unusual_name_is_watched_as_well(tmp_path: Path) -> None:
    (tmp_path / "node_modules").mkdir()
    path = written(tmp_path / "node_modules" / "clinics.toml", SMILE)
    async with followed(path) as directory:
        written(path, SPRING)
        await until_seen(directory, "Spring has come.")


async def test_a_change_before_anybody_watched_is_seen_at_once(path: Path) -> None:
    directory = Directory(path, published())
    written(path, SPRING)
    task = asyncio.create_task(directory.watch())
    await until_seen(directory, "Spring has come.")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_unwatched_files_are_read_at_each_start(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def awatch(*_folders: Path, **_options: object) -> AsyncIterator[object]:
        raise OSError("no watches are left")

    monkeypatch.setattr(module, "awatch", awatch)
    directory = Directory(path, published())
    for words, text in (("Spring has come.", SPRING), ("We are glad", SMILE)):
        written(path, text)
        with pytest.raises(OSError, match="no watches"):
            await directory.watch()
        assert words in greeting(directory)


# --- broken changes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (SPRING.replace('"https://clinic.example/book"', '"http://clinic.example/book"'), "booking"),
        (SPRING + "name = ", "not TOML"),
        (SPRING + SPRING, "have one slug, smile"),
        (SPRING.replace("[[clinic]]", "x = " + "9" * 5000 + "\n[[clinic]]"), "a number is too long"),
        (SPRING.replace("[[clinic]]", "x = " + "[" * 9000), "too deep"),
        (SPRING.replace("controller =", 'protocol = "o\\u0000wn"\ncontroller ='), "protocol"),
        ("", "holds no clinic"),
    ],
    ids=["a field", "half written", "twice", "a long number", "deep", "a zero", "emptied"],
)
async def test_a_broken_change_is_told_and_not_used(path: Path, broken: str, said: str, log: Log) -> None:
    async with followed(path) as directory:
        good = directory.clinics
        replaced(path, broken)
        await until(lambda: directory.state == KEPT)
        assert "We are glad" in greeting(directory)
        assert directory.clinics is good
        await directory.refresh()
        assert [line["event"] for line in log] == [BROKEN]
        assert log[0]["log_level"] == "error"
        assert any(said in problem for problem in log[0]["problems"])
        replaced(path, SPRING)
        await until_seen(directory, "Spring has come.")
        assert directory.state == "ok"
    assert [line["event"] for line in log] == [BROKEN, READ]


async def test_the_log_names_some_problems_of_very_many(path: Path, log: Log) -> None:
    directory = Directory(path, published())
    written(path, "".join(f'"{number}" = 1\n' for number in range(10_000)))
    await directory.refresh()
    assert len(log[0]["problems"]) == module.MAX_LOGGED


async def test_a_file_that_was_deleted_is_missed_and_welcome_back(path: Path) -> None:
    async with followed(path) as directory:
        path.unlink()
        await until(lambda: directory.state == KEPT)
        assert "We are glad" in greeting(directory)
        written(path, SPRING)
        await until_seen(directory, "Spring has come.")


async def test_a_folder_may_be_deleted_and_come_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POLL_MILLISECONDS", 200)
    async with followed(path) as directory:
        shutil.rmtree(path.parent)
        await until(lambda: directory.state == KEPT)
        path.parent.mkdir()
        written(path, SPRING)
        await until_seen(directory, "Spring has come.")
        written(path, SMILE)
        await until_seen(directory, "We are glad")


async def test_a_file_that_may_be_read_at_last_is_read(path: Path, log: Log) -> None:
    """Whoever saves it as another user, and then mends who may read it, changes neither its time nor its size."""
    directory = Directory(path, published())
    before = path.stat()
    later(path, lambda: path.chmod(0o604))
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    await directory.refresh()
    assert [line["event"] for line in log] == [READ]


async def test_a_file_of_the_same_length_and_time_is_another_one(path: Path) -> None:
    directory = Directory(path, published())
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    written(path, SMILE.replace("We are glad", "We are full"))
    later(path, lambda: os.utime(path, ns=times))
    await directory.refresh()
    assert "We are full that you are here." in greeting(directory)


# --- protocols -----------------------------------------------------------------------------------


def reviewer(directory: Directory) -> str:
    return directory.guides.of("smile").protocol.reviewed_by


async def test_a_protocol_that_changes_alone_comes_into_force(path: Path) -> None:
    own = written(path.with_name("own.toml"), SIGNED)
    written(path, OWN)
    async with followed(path) as directory:
        assert reviewer(directory) == "Dr. Ada Example"
        written(own, SIGNED.replace("Ada", "Bea"))
        await until(lambda: reviewer(directory) == "Dr. Bea Example")
        written(own, SIGNED.replace("range = [4, 5]", "range = [5, 4]"))
        await until(lambda: directory.state == KEPT)
        assert reviewer(directory) == "Dr. Bea Example"
        replaced(own, SIGNED)
        await until(lambda: reviewer(directory) == "Dr. Ada Example")
        assert directory.state == "ok"


async def test_a_protocol_in_another_folder_is_followed_from_when_it_is_named(path: Path) -> None:
    elsewhere = path.parent.parent / "elsewhere"
    elsewhere.mkdir()
    own = written(elsewhere / "own.toml", SIGNED)
    async with followed(path) as directory:
        written(path, OWN.replace("own.toml", "../elsewhere/own.toml"))
        await until(lambda: reviewer(directory) == "Dr. Ada Example")
        bea = SIGNED.replace("Ada", "Bea")
        await until(lambda: reviewer(directory) == "Dr. Bea Example", lambda: replaced(own, bea))


async def test_a_protocol_that_comes_after_the_file_that_names_it_mends_it(path: Path) -> None:
    async with followed(path) as directory:
        written(path, OWN)
        await until(lambda: directory.state == KEPT)
        assert directory.guides.of("smile").protocol == published().protocol
        written(path.with_name("own.toml"), SIGNED)
        await until(lambda: reviewer(directory) == "Dr. Ada Example")
        assert directory.state == "ok"


# --- beginning and end ---------------------------------------------------------------------------


def test_a_start_with_a_broken_file_names_every_problem(path: Path) -> None:
    written(path, SMILE.replace('"112"', '"one"').replace('"EUR"', '"EURO"'))
    with pytest.raises(UsageError) as raised:
        Directory(path, published())
    said = translator("en").write(raised.value.explanation).splitlines()
    assert str(path) in said[0]
    assert [line.partition(":")[0] for line in said[1:]] == [
        "  clinic 1 (smile), emergency_number",
        "  clinic 1 (smile), prices.currency",
    ]


async def test_it_stops_at_once_when_it_is_told_to(path: Path) -> None:
    task = await watching(Directory(path, published()))
    began = monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert monotonic() - began < 1


async def test_without_a_file_nothing_is_ever_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "read", None)
    directory = Directory(None, published())
    async with asyncio.timeout(1):
        await directory.watch()
        await directory.refresh()
    assert directory.state is None
    assert directory.guides.of_clinics == {}
    assert directory.guides.of("smile") is published()
