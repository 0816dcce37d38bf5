"""The store on PostgreSQL: a server that is restarted, connections that break, and what is said about it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import asyncpg  # type: ignore[import-untyped]  # it ships no annotations
import psutil
import pytest

from bot.store import Key, Owed, Store, Stored, StoreError
from tests.kit.postgres import Server
from tests.kit.stores import ANNA, KEYS, Opens

MANY = 30  # more than there are connections


@pytest.fixture
def kind() -> str:
    return "postgres"


async def turn(store: Store, key: Key, update: int) -> None:
    """One turn as the conversation does it: on fresh state, again where somebody else was first."""
    while True:
        stored = await store.load(key)
        if stored and update in stored.handled:
            return
        updates = [*(stored.data or {})["updates"], update] if stored else [update]
        expected = stored.version if stored else None
        if await store.save(key, {"updates": updates}, expected=expected, handled=(update,)):
            return


async def until_it_works(store: Store, key: Key, update: int) -> int:
    """Run a turn until the database takes it; how often it failed before."""
    async with asyncio.timeout(20):
        for failures in count():
            try:
                await turn(store, key, update)
            except StoreError:
                await asyncio.sleep(0.01)
            else:
                return failures
    raise AssertionError


# A server that is restarted


@pytest.mark.parametrize("mode", ["fast", "immediate"])
async def test_nothing_is_lost_or_done_twice_while_the_server_is_restarted(
    postgres: Server, store: Store, mode: Literal["fast", "immediate"]
) -> None:
    people = [Key("telegram", str(number)) for number in range(MANY)]
    restarted = asyncio.Event()

    async def talk(key: Key) -> list[int]:
        updates: list[int] = []
        for update in count():
            await until_it_works(store, key, update)
            updates.append(update)
            if restarted.is_set() and update > 20:
                break
        return updates

    async def restart() -> None:
        await asyncio.sleep(0.1)
        await asyncio.to_thread(postgres.stop, mode)
        await asyncio.to_thread(postgres.start)
        restarted.set()

    *said, _ = await asyncio.gather(*map(talk, people), restart())
    for key, updates in zip(people, said, strict=True):
        stored = await store.load(key)
        assert stored
        assert stored.data == {"updates": updates}


async def test_a_restart_while_nobody_talks_costs_nobody_anything(postgres: Server, store: Store) -> None:
    people = [Key("telegram", str(number)) for number in range(MANY)]
    await asyncio.gather(*(turn(store, key, 1) for key in people))
    # In this thread, so that the event loop can't have noticed that its connections are gone
    postgres.stop()
    postgres.start()
    assert all(await asyncio.gather(*map(store.load, people)))
    await asyncio.gather(*(turn(store, key, 2) for key in people))


async def test_while_the_server_is_away_every_call_says_so(postgres: Server, url: str, store: Store) -> None:
    await turn(store, ANNA, 1)
    name = url.partition("?")[0].rpartition("/")[2]
    postgres.stop()
    try:
        for work in (
            store.load(ANNA),
            store.save(ANNA, {}, expected=None),
            store.delete(ANNA),
            store.erase_idle(),
            store.ping(),
        ):
            with pytest.raises(StoreError) as caught:
                await work
            assert str(caught.value).startswith(f"The database {name} on {postgres.folder} ")
        with pytest.raises(StoreError, match="can't be reached"):
            await Store.open(url, KEYS)
    finally:
        postgres.start()
    await store.ping()
    assert await store.load(ANNA)


# Connections that break


class Line:
    """What lies between the store and the server, and can be cut."""

    def __init__(self, server: Path) -> None:
        self._server = server / ".s.PGSQL.5432"
        self._open: list[asyncio.StreamWriter] = []
        self.delivers = True
        """Whether what the server answers arrives; where it doesn't, the line breaks."""

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection, in both directions."""
        from_server, to_server = await asyncio.open_unix_connection(self._server)
        self._open += (writer, to_server)
        await asyncio.gather(self._carry(reader, to_server, asks=True), self._carry(from_server, writer))

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, asks: bool = False) -> None:
        while data := await reader.read(65536):
            if not asks and not self.delivers:
                break
            writer.write(data)
        writer.close()

    def cut(self) -> None:
        """Break every connection off."""
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()


@asynccontextmanager
async def line_to(postgres: Server, url: str) -> AsyncIterator[tuple[Line, str]]:
    """A line to the server, and the URL that leads through it."""
    line = Line(postgres.folder)
    with TemporaryDirectory() as folder:
        socket = Path(folder) / ".s.PGSQL.5432"
        async with await asyncio.start_unix_server(line.connected, socket):
            yield line, url.replace(str(postgres.folder), folder)
            line.cut()


async def test_a_save_whose_reply_is_lost_is_found_done(postgres: Server, url: str, opens: Opens) -> None:
    async with line_to(postgres, url) as (line, through):
        store = await opens(through)
        for update in (0, 1):  # each statement is prepared by then, so it is its result that gets lost
            await turn(store, ANNA, update)
        stored = await store.load(ANNA)
        assert stored
        line.delivers = False
        with pytest.raises(StoreError, match="has broken the connection off"):
            await store.save(ANNA, {"updates": [0, 1, 2]}, expected=stored.version, handled=(2,))
        line.delivers = True
        found: Stored | None = stored
        async with asyncio.timeout(5):
            while found == stored:  # the server may be at it still
                found = await store.load(ANNA)
        assert found
        assert found.handled == (2,)
        assert not await store.save(ANNA, {"updates": [0, 1, 2, 2]}, expected=stored.version)
        await store.close()


async def test_a_line_that_was_cut_is_mended_by_itself(postgres: Server, url: str, opens: Opens) -> None:
    async with line_to(postgres, url) as (line, through):
        store = await opens(through)
        for update in range(5):
            line.cut()
            assert await until_it_works(store, ANNA, update) <= 1
        stored = await store.load(ANNA)
        assert stored
        assert stored.data == {"updates": [0, 1, 2, 3, 4]}
        await store.close()


async def test_a_silent_server_is_given_up(url: str, opens: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.postgres.connections.CALL_SECONDS", 0.1)
    store = await opens(url)
    await turn(store, ANNA, 1)
    locking = await asyncpg.connect(url)
    try:
        async with locking.transaction():
            await locking.execute("LOCK TABLE conversations")
            with pytest.raises(StoreError, match="didn't answer in time"):
                await store.load(ANNA)
            with pytest.raises(StoreError, match="didn't answer in time"):
                await store.delete(ANNA)
    finally:
        await locking.close()
    assert await store.load(ANNA)


async def test_a_frozen_server_is_given_up_and_used_again_when_it_goes_on(
    postgres: Server, opens: Opens, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every process of it stops, with twice as many waiting as there are connections: none may wait without end."""
    monkeypatch.setattr("bot.store.postgres.connections.CALL_SECONDS", 0.5)
    store = await opens(url)
    people = [Key("telegram", str(number)) for number in range(MANY)]
    await asyncio.gather(*(turn(store, key, 1) for key in people))
    assert postgres.pid
    server = psutil.Process(postgres.pid)
    processes = [server, *server.children(recursive=True)]
    for process in processes:
        process.suspend()
    try:
        async with asyncio.timeout(3):
            calls = (call for key in people for call in (store.load(key), store.owe(key, Owed(1)), store.ping()))
            results = await asyncio.gather(*calls, return_exceptions=True)
        assert {type(result) for result in results} == {StoreError}
    finally:
        for process in processes:
            process.resume()
    async with asyncio.timeout(2):
        await asyncio.gather(*(until_it_works(store, key, 2) for key in people))


async def test_one_locked_conversation_holds_up_nobody_else(url: str, store: Store) -> None:
    await turn(store, ANNA, 1)
    locking = await asyncpg.connect(url)
    try:
        async with locking.transaction():
            await locking.execute("SELECT * FROM conversations FOR UPDATE")
            late = asyncio.create_task(turn(store, ANNA, 2))
            await asyncio.gather(*(turn(store, Key("telegram", str(n)), 1) for n in range(MANY)))
            assert not late.done()
    finally:
        await locking.close()
    await late
