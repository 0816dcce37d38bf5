"""One thread, one connection to SQLite, and one transaction for everything that waits.

SQLite has one writer at a time. Where many conversations go on at once, what they ask gathers while the
thread is busy, and then costs one transaction and one wake-up of the event loop together.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from bot.store.driver import Text
from bot.store.errors import StoreError
from bot.store.sqlite.errors import is_busy
from bot.store.sqlite.wiping import Wiping


class _Call:
    """What somebody asked, and what came of it. Without a text it asks to tidy up."""

    __slots__ = ("error", "future", "result", "text", "values")

    def __init__(self, future: asyncio.Future[Any], text: Text | None, values: Sequence[Any]) -> None:
        self.future = future
        self.text = text
        self.values = values
        self.result: Any = None
        self.error: Exception | None = None


class Worker:
    """Runs statements in the order in which they were asked."""

    def __init__(
        self, connection: sqlite3.Connection, wiping: Wiping, explain: Callable[[Exception], Exception]
    ) -> None:
        """Take over a connection in autocommit mode. ``explain`` makes an error one for the caller."""
        self._connection = connection
        self._wiping = wiping
        self._explain = explain
        self._loop = asyncio.get_running_loop()
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._stopped: asyncio.Future[None] | None = None
        Thread(target=self._work, name="store", daemon=True).start()

    def run(self, text: Text, values: Sequence[Any]) -> asyncio.Future[Any]:
        """Ask for a statement; the rows that it reads or the number of those that it changes follow.

        The statement runs even where the future is cancelled.
        """
        return self._ask(text, values)

    def tidy(self) -> asyncio.Future[None]:
        """Ask for what ``Wiping.tidy`` does."""
        return self._ask(None, ())

    async def stop(self) -> None:
        """Close the connection when everything that was asked is done."""
        if not self._stopped:
            self._stopped = self._loop.create_future()
            self._calls.put(None)
        await asyncio.shield(self._stopped)

    def _ask(self, text: Text | None, values: Sequence[Any]) -> asyncio.Future[Any]:
        if self._stopped:
            raise StoreError("The database is closed: Mesoguide is stopping.")
        future: asyncio.Future[Any] = self._loop.create_future()
        self._calls.put(_Call(future, text, values))
        return future

    # In the thread

    def _work(self) -> None:
        goes_on = True
        while goes_on:
            calls, goes_on = self._gathered()
            self._run([call for call in calls if call.text])
            if any(call.text is None for call in calls):
                self._wiping.tidy()
            elif any(call.text and call.text.erases and call.result for call in calls):
                self._wiping.after_erasure()
            self._tell(_deliver, calls)
        self._connection.close()
        self._tell(self._stop_waiting)

    def _gathered(self) -> tuple[list[_Call], bool]:
        """Wait for a call; return it with all others that wait, and whether there may be more later."""
        calls: list[_Call] = []
        call = self._calls.get()
        with suppress(Empty):
            while call:
                calls.append(call)
                call = self._calls.get_nowait()
            return calls, False
        return calls, True

    def _run(self, calls: Sequence[_Call]) -> None:
        """Run calls in one transaction; where that fails, each in one of its own."""
        try:
            self._transact(calls)
        except Exception as error:  # noqa: BLE001  whatever it is, it is for who asked, and the thread lives on
            with suppress(sqlite3.Error):
                self._connection.rollback()
            if len(calls) > 1 and not is_busy(error):
                # One may be at fault for all. Where somebody keeps a lock, each would wait as long again.
                for call in calls:
                    self._run((call,))
            else:
                for call in calls:
                    call.error = self._explain(error)

    def _transact(self, calls: Sequence[_Call]) -> None:
        execute = self._connection.execute
        together = len(calls) > 1  # a single statement is a transaction by itself
        if together:
            execute("BEGIN" if all(call.text.reads for call in calls if call.text) else "BEGIN IMMEDIATE")
        for call in calls:
            if call.text:
                cursor = execute(call.text.sql, call.values)
                call.result = cursor.fetchall() if call.text.reads else cursor.rowcount
        if together:
            execute("COMMIT")

    def _tell(self, listener: Callable[..., None], *said: object) -> None:
        with suppress(RuntimeError):  # the event loop is closed, so nobody listens
            self._loop.call_soon_threadsafe(listener, *said)

    def _stop_waiting(self) -> None:
        if self._stopped and not self._stopped.done():
            self._stopped.set_result(None)


def _deliver(calls: Sequence[_Call]) -> None:
    for call in calls:
        if call.future.done():  # cancelled: nobody waits any more
            continue
        if call.error:
            call.future.set_exception(call.error)
        else:
            call.future.set_result(call.result)
