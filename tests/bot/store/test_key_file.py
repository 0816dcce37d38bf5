"""The key of an SQLite database for which nobody set one: the file beside it."""

import os
import stat
from pathlib import Path

import pytest

from bot.store import DecryptionError, Store, StoreError, new_key
from bot.store.sqlite.files import read_key
from tests.kit.stores import ANNA, CONSENT, MARKER, Opens

NEW = new_key()


async def refused(path: Path, *keys: str) -> str:
    """Open a database with keys that don't fit; return the sentence."""
    with pytest.raises(DecryptionError) as caught:
        await Store.open(str(path), keys)
    return str(caught.value)


async def test_sqlite_makes_its_own_key_once(path: Path, opens: Opens) -> None:
    store = await opens(path, ())
    await store.save(ANNA, {"what she said": MARKER}, expected=None)
    key = path.with_name("mesoguide.db.key").read_text()
    again = await opens(path, ())
    assert await again.load(ANNA)
    assert path.with_name("mesoguide.db.key").read_text() == key
    assert await (await opens(path, (key.strip(),))).load(ANNA)


async def test_the_key_file_is_never_open_to_others(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        read_key(tmp_path / "m.db", encrypted=False)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "m.db.key").stat().st_mode) == 0o600


async def test_a_missing_key_file_is_named_and_no_other_is_made(path: Path, opens: Opens) -> None:
    store = await opens(path, ())
    await store.close()
    file = path.with_name("mesoguide.db.key")
    file.unlink()
    assert await refused(path) == (
        f"The conversations in {path} are encrypted, and their key file {file} is missing. Bring it back, or "
        "set DATA_KEY to the key that was in it. Nothing was changed."
    )
    assert not file.exists()


async def test_another_key_file_is_noticed(path: Path, opens: Opens) -> None:
    await (await opens(path, ())).close()
    path.with_name("mesoguide.db.key").write_text(NEW)
    assert f"another key than the key file {path}.key holds" in await refused(path)


async def test_a_damaged_key_file_is_named(path: Path, opens: Opens) -> None:
    await (await opens(path, ())).close()
    path.with_name("mesoguide.db.key").write_text("torn")
    with pytest.raises(StoreError, match=r"^the key file .*mesoguide\.db\.key holds something that is no key"):
        await Store.open(str(path))


async def test_a_key_file_that_cannot_be_read_is_named(path: Path) -> None:
    path.with_name("mesoguide.db.key").mkdir(parents=True)
    with pytest.raises(StoreError, match=r"^The key file .*mesoguide\.db\.key can't be used"):
        await Store.open(str(path))


async def test_a_start_that_was_broken_off_left_no_half_of_a_key(path: Path, opens: Opens) -> None:
    path.parent.mkdir()
    path.with_name("mesoguide.db.key").touch()
    store = await opens(path, ())
    await store.save(ANNA, {}, expected=None)
    assert await (await opens(path, ())).load(ANNA)


async def test_a_key_that_is_set_later_does_not_lock_anybody_out(path: Path, opens: Opens) -> None:
    await (await opens(path, ())).save(ANNA, {"what she said": MARKER}, expected=None)
    key = path.with_name("mesoguide.db.key").read_text().strip()
    assert f"DATA_KEY (which stands in place of the key file {path}.key)" in await refused(path, NEW)
    both = await opens(path, (NEW, key))
    assert await both.rotate() == 1
    assert await (await opens(path, (NEW,))).load(ANNA)


async def test_answers_are_in_none_of_the_files(path: Path, opens: Opens) -> None:
    store = await opens(path, ())
    await store.save(ANNA, {"what she said": MARKER}, expected=None, handled=(1,), consent=CONSENT)
    stored = await store.load(ANNA)
    assert stored
    await store.save(ANNA, {"what she said": MARKER * 1000}, expected=stored.version)
    files = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    assert len(files["mesoguide.db-wal"]) > 1000
    assert not [name for name, content in files.items() if b"MARKER" in content or b"what she said" in content]
