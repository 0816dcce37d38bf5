"""The store on SQLite: which files it takes, and who may read them."""

import logging
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from bot.store import Store, StoreError
from bot.store.sqlite.errors import explained
from bot.store.sqlite.files import create_file
from tests.kit.stores import ANNA, KEYS, MARKER, Opens


@pytest.fixture
def kind() -> str:
    return "sqlite"


async def refused(path: Path) -> str:
    """Open a database that is to be refused unchanged; return the sentence."""
    before = {file: file.read_bytes() for file in path.parent.iterdir()}
    with pytest.raises(StoreError) as caught:
        await Store.open(str(path), KEYS)
    assert {file: file.read_bytes() for file in path.parent.iterdir()} == before
    return str(caught.value)


# Who may read it


async def test_the_files_are_for_their_owner_only(path: Path, opens: Opens) -> None:
    before = os.umask(0)
    try:
        store = await opens(path, ())
        await store.save(ANNA, {}, expected=None)
    finally:
        os.umask(before)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    names = ("mesoguide.db", "mesoguide.db-wal", "mesoguide.db-shm", "mesoguide.db.key")
    assert modes == dict.fromkeys(names, 0o600)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


async def test_the_file_is_never_open_to_others(path: Path) -> None:
    before = os.umask(0)
    try:
        create_file(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_files_that_others_could_read_are_closed_to_them(path: Path, opens: Opens) -> None:
    store = await opens(path, ())
    await store.save(ANNA, {}, expected=None)
    for file in path.parent.iterdir():
        file.chmod(0o664)
    await opens(path, ())
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


# Opening


@pytest.mark.parametrize("url", ["sqlite:///{}", "sqlite+aiosqlite:///{}", "{}"])
async def test_one_file_has_several_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("m.db", "~/m.db", str(tmp_path / "m.db"), str(tmp_path / "100% & ü#1.db")):
        await (await Store.open(url.format(name), KEYS)).close()
    assert {file.name for file in tmp_path.iterdir()} == {"m.db", "100% & ü#1.db"}


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://me:secret@db/mesoguide", "not one that Mesoguide knows"),
        ("postgresqlx://me:secret@db/mesoguide", "not one that Mesoguide knows"),
        ("sqlite://secret/m.db", "not one that Mesoguide knows"),
        ("sqlite:///m.db?secret=1", "not one that Mesoguide knows"),
        ("sqlite://", "not one that Mesoguide knows"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///", "names no file"),
        ("", "names no file"),
        ("~nobody-of-that-name/m.db", "home folder"),
    ],
)
async def test_other_urls_are_refused_and_not_repeated(url: str, sentence: str) -> None:
    with pytest.raises(StoreError, match=sentence) as caught:
        await Store.open(url)
    assert "secret" not in str(caught.value)


async def test_an_empty_file_becomes_a_database(path: Path, opens: Opens) -> None:
    path.parent.mkdir()
    path.touch()
    store = await opens(path)
    assert await store.count() == 0


async def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear doctor, " * 500)
    assert "is not an SQLite database" in await refused(path)


@pytest.mark.parametrize("table", ["songs", "alembic_version", "conversations"])
async def test_a_database_of_another_program_is_refused(tmp_path: Path, table: str) -> None:
    path = tmp_path / "music.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"CREATE TABLE {table} (version_num TEXT)")
    assert "belongs to another program" in await refused(path)


async def test_a_damaged_database_is_refused(path: Path, store: Store) -> None:
    await store.close()
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xff" * 3996
    path.write_bytes(content)
    assert "can't be used" in await refused(path)


async def test_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError, match="is a folder"):
        await Store.open(str(tmp_path / "folder"))
    assert [*tmp_path.rglob("*")] == [tmp_path / "folder"]


async def test_a_place_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name in ("m.db", "folder/m.db"):
        with pytest.raises(StoreError, match="not a folder"):
            await Store.open(str(tmp_path / "file" / name))


async def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="can't hold the database"):
        await Store.open(str(tmp_path / ("long" * 100)))


async def test_a_refused_permission_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    path.touch()
    with (
        closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as read_only,
        pytest.raises(StoreError, match=r"may not write to the database at .*m\.db"),
        explained(path),
    ):
        read_only.execute("CREATE TABLE note (text)")
    with pytest.raises(StoreError, match="may not write"), explained(path):
        raise PermissionError


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
async def test_a_file_that_may_not_be_written_is_refused(path: Path, store: Store) -> None:
    await store.close()
    path.chmod(0o400)
    assert "may not write" in await refused(path)


async def test_nothing_of_it_is_logged(path: Path, opens: Opens, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    store = await opens(path)
    await store.save(ANNA, {"note": MARKER}, expected=None)
    await store.load(ANNA)
    assert [record for record in caplog.records if record.name != "asyncio"] == []
