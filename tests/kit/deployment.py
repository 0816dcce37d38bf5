"""The bot in the ways in which operators run it, as they have it: killed, started again, without its database."""

import asyncio
import sqlite3
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from enum import Enum
from pathlib import Path

import aiohttp
import psutil

from tests.botapi import BotApi, Person
from tests.kit.crowd import DATA_KEY
from tests.kit.postgres import Server
from tests.kit.programs import PATIENCE, TOKEN, environment, free_port
from tests.kit.stores import ask

LOOK_SECONDS = 0.02  # between two looks at whether it is ready


class Way(Enum):
    """How the bot runs, and where it keeps conversations."""

    POLLING = "SQLite by polling"
    WEBHOOK = "SQLite by webhook"
    PROCESSES = "PostgreSQL with two processes"

    @property
    def on_postgres(self) -> bool:
        """Whether conversations are in PostgreSQL."""
        return self is Way.PROCESSES


class Deployment:
    """The bot on `api`, in one of the ways. Its log is a file in the folder `where`.

    `settings` go beside those that a way needs.
    """

    def __init__(self, api: BotApi, way: Way, where: Path, url: str, postgres: Server | None, **settings: str) -> None:
        self.api, self.way, self.url, self.postgres = api, way, url, postgres
        self.where = where
        self.root = f"http://127.0.0.1:{free_port()}"
        self._log = where / "log"
        self._process: Process | None = None
        own = {"BOT_TOKEN": TOKEN, "BOT_API_URL": api.root, "LISTEN": self.root.removeprefix("http://")}
        own["DATA_KEY"] = DATA_KEY
        if way is not Way.POLLING:
            own["WEBHOOK_URL"] = f"{self.root}/telegram"
        self._environment = environment(url, **own, **settings)

    @property
    def file(self) -> Path:
        """The file of a database of SQLite."""
        return Path(self.url.removeprefix("sqlite:///"))

    @property
    def log(self) -> str:
        """What it has logged so far."""
        return self._log.read_text(encoding="utf-8")

    @property
    def processes(self) -> list[psutil.Process]:
        """Every process of it that runs, the one that was started first."""
        if self._process is None:
            return []
        with suppress(psutil.NoSuchProcess):
            first = psutil.Process(self._process.pid)
            return [first, *first.children(recursive=True)]
        return []

    async def start(self, seconds: float = PATIENCE) -> None:
        """Start it; return when it is ready. AssertionError when it is not within so many seconds."""
        arguments = ("--processes", "2") if self.way is Way.PROCESSES else ()
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", *arguments),
                cwd=self.where,
                env=self._environment,
                stdout=log,
                stderr=log,
            )
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._process.returncode is None:
                    if await self.is_ready():
                        return
                    await asyncio.sleep(LOOK_SECONDS)
        raise AssertionError(f"The bot is not ready.\n{self.log[-2000:]}")

    async def is_ready(self) -> bool:
        """Whether `/readyz` says so."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            with suppress(aiohttp.ClientError, TimeoutError):
                async with session.get(f"{self.root}/readyz") as answer:
                    return answer.status == 200
        return False

    async def kill(self) -> None:
        """Kill every process of it at once, as a machine that goes down does."""
        processes = self.processes
        for each in processes:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        if self._process:
            await self._process.wait()
        await asyncio.to_thread(psutil.wait_procs, processes[1:], PATIENCE)

    @asynccontextmanager
    async def without_database(self) -> AsyncIterator[None]:
        """Nothing can be saved: the file of SQLite is locked by another process, PostgreSQL is stopped as in a crash."""
        if self.postgres:
            await asyncio.to_thread(self.postgres.stop, "immediate")
            try:
                yield
            finally:
                await asyncio.to_thread(self.postgres.start)
            return
        with closing(sqlite3.connect(self.file, isolation_level=None, timeout=PATIENCE)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield

    async def break_row(self, person: Person) -> None:
        """Make what is kept of somebody unreadable."""
        rubbish = "'rubbish'" if self.way.on_postgres else "x'ff'"
        await ask(self.url, f"UPDATE conversations SET handled = {rubbish} WHERE chat = '{person.id}'")


@asynccontextmanager
async def deployed(
    api: BotApi, way: Way, where: Path, postgres: Server | None = None, *, data: Path | None = None, **settings: str
) -> AsyncIterator[Deployment]:
    """The bot, ready to work and with a new database; killed at the end.

    `postgres` is needed where the way is on it. A file of SQLite is in the folder `data`, or else in `where`.
    """
    where.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{(data or where) / 'conversations.sqlite3'}"
    if way.on_postgres:
        assert postgres
        url = await postgres.database()
    bot = Deployment(api, way, where, url, postgres if way.on_postgres else None, **settings)
    await bot.start()
    try:
        yield bot
    finally:
        await bot.kill()
