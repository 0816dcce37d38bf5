"""Somebody who talks with `mesoguide chat` through a pipe, in this process."""

import asyncio
import io
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from rich.console import Console

from bot.clinics.directory import Directory
from bot.conversation import Conversation
from bot.store import Key, Store, Stored, StoreError
from bot.terminal.chat import Talk
from bot.terminal.keyboard import Keyboard
from bot.terminal.screen import Screen
from tests.kit.chat import published


class Breaking(Store):
    """A store that fails when it is told to."""

    fails = False

    async def load(self, key: Key) -> Stored | None:
        if self.fails:
            raise StoreError("the message of an error")
        return await super().load(key)


class Paper(io.StringIO):
    """What is printed on, and that something was."""

    def __init__(self) -> None:
        super().__init__()
        self.printed = asyncio.Event()

    def write(self, text: str) -> int:
        self.printed.set()
        return super().write(text)


class Person:
    """Somebody at a pipe: what they type, and the paper that everything is printed on."""

    def __init__(self, store: Store, language: str) -> None:
        read, self._write = os.pipe()
        self._input = os.fdopen(read, encoding="utf-8")
        self._paper = Paper()
        self._seen = 0
        screen = Screen(Console(file=self._paper, width=80, color_system=None), {})
        self._talk = Talk(Conversation(Directory(None, published()), store), screen, Keyboard(self._input), language)
        self.task: asyncio.Task[None] | None = None

    async def sits_down(self, switch_to: str = "") -> str:
        self.task = asyncio.create_task(self._talk.hold(switch_to))
        self.task.add_done_callback(lambda _task: self._paper.printed.set())
        return await self._reads()

    async def types(self, *texts: str) -> str:
        """Type lines one after another; what was printed since the last of them."""
        for text in texts:
            os.write(self._write, f"{text}\n".encode(errors="surrogatepass"))
            printed = await self._reads()
        return printed

    async def _reads(self) -> str:
        assert self.task
        while not self.task.done() and not self._paper.getvalue()[self._seen :].endswith("\n  > "):
            self._paper.printed.clear()
            await self._paper.printed.wait()
        if self.task.done():
            self.task.result()
        printed = self._paper.getvalue()[self._seen :]
        self._seen += len(printed)
        return printed

    async def leaves(self) -> None:
        if self.task:
            self.task.cancel()
            await asyncio.wait([self.task])
        os.close(self._write)
        self._input.close()


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Breaking]:
    """A database in `folder`."""
    store = await Breaking.open(f"sqlite:///{folder / 'conversations.sqlite3'}")
    yield store
    await store.close()


@asynccontextmanager
async def somebody(store: Store, language: str = "en") -> AsyncIterator[Person]:
    """A person who goes away at the end."""
    person = Person(store, language)
    yield person
    await person.leaves()
