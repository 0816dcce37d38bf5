"""The landing page: what a request costs, and how many a second one process answers."""

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from socket import socket
from time import monotonic, perf_counter, sleep
from typing import cast

import uvloop
from httptools import HttpResponseParser
from starlette.applications import Starlette

from benchmarks.bots import ROOT, free_port, process
from benchmarks.clinics import CLINICS, text
from benchmarks.report import Claim, Report, percentile, say
from benchmarks.stage import START, BenchmarkError, Stage
from bot.clinics.directory import Directory
from bot.guide import read_guide
from bot.web.pages import Pages
from tests.botapi.load.scenes import cpu

CPU = 5.0
"""Milliseconds that a request may cost once warm."""

RATE = 500.0
"""Requests a second that one process has to answer."""

CONNECTIONS = 16
SECONDS = 8.0
OK = 200
VISITED = {
    "a page": ["/c/clinic-0000"],
    f"{CLINICS:,} clinics in turn": [f"/c/clinic-{number:04}" for number in range(CLINICS)],
}
"""What visitors ask for, path after path."""

FILE = "PAGES_OF_CLINICS"
"""The variable that names the file of clinics to the server."""


def app() -> Starlette:
    """What the server serves: the pages of every clinic; uvicorn calls this."""
    clinics = Directory(Path(os.environ[FILE]), read_guide())
    return Starlette(routes=Pages(lambda: clinics.guides, lambda: "mesoguide_example_bot", "en").routes)


def measure(stage: Stage, *, quick: bool) -> Report:
    """Visitors over a few connections at a server in a process of its own. About half a minute."""
    seconds = 0.5 if quick else SECONDS
    with _server(stage) as (server, port):
        costs = {name: _cost(cycle(paths), server, port, seconds) for name, paths in VISITED.items()}
    rate, spent, *_ = costs["a page"]
    return Report(
        f"The landing page: one process, {CLINICS:,} clinics, {CONNECTIONS} connections",
        ("what visitors ask for", "requests/s", "CPU ms each", "p50 ms", "p99 ms"),
        [(name, *cost) for name, cost in costs.items()],
        [
            Claim("CPU of a request for a page, once warm", spent, CPU, "ms"),
            Claim("requests for a page that one process answers", rate, RATE, "a second", at_least=True),
        ],
    )


def _cost(paths: Iterator[str], server: int, port: int, seconds: float) -> tuple[float, float, float, float]:
    """What asking for `paths` one after another comes to, under the columns of the report."""
    say("visitors ask")
    uvloop.run(_visit(port, paths, 0.2))  # until it is warm
    spent, began = cpu([server]), perf_counter()
    times = uvloop.run(_visit(port, paths, seconds))
    took, spent = perf_counter() - began, cpu([server]) - spent
    p50, p99 = (1000 * percentile(times, percent) for percent in (50, 99))
    return len(times) / took, 1000 * spent / len(times), p50, p99


@contextmanager
def _server(stage: Stage) -> Iterator[tuple[int, int]]:
    """The server's process and its port, as long as it is needed."""
    file, port = stage.folder / "clinics.toml", free_port()
    file.write_text(text(), encoding="utf-8")
    command = (sys.executable, "-m", "uvicorn", "--factory", "benchmarks.page:app", "--port", str(port))
    options = ("--no-access-log", "--log-level", "warning", "--ws", "none", "--lifespan", "off")
    with process(*command, *options, cwd=ROOT, env={**os.environ, FILE: str(file)}) as server:
        until = monotonic() + START
        while not _listens(port):
            if server.poll() is not None or monotonic() > until:
                raise BenchmarkError("the web server did not start")
            sleep(0.05)
        yield server.pid, port


def _listens(port: int) -> bool:
    with socket() as client:
        return not client.connect_ex(("127.0.0.1", port))


async def _visit(port: int, paths: Iterator[str], seconds: float) -> list[float]:
    """Ask for one path after another for so long; the seconds that each answer took."""
    loop, times = asyncio.get_running_loop(), list[float]()
    visitors = [
        (await loop.create_connection(lambda: _Visitor(paths, times), "127.0.0.1", port))[1]
        for _connection in range(CONNECTIONS)
    ]
    for visitor in visitors:
        visitor.ask()
    await asyncio.sleep(seconds)
    for visitor in visitors:
        visitor.leave()
    return times


class _Visitor(asyncio.Protocol):
    """One connection that asks again as soon as it is answered."""

    def __init__(self, paths: Iterator[str], times: list[float]) -> None:
        self._paths, self._times = paths, times
        self._parser = HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports do not inherit from asyncio's
        self._transport = cast("asyncio.Transport", transport)

    def ask(self) -> None:
        if self._transport:
            self._began = perf_counter()
            request = f"GET {next(self._paths)} HTTP/1.1\r\nHost: localhost\r\nAccept-Language: ru,en;q=0.9\r\n\r\n"
            self._transport.write(request.encode())

    def leave(self) -> None:
        if self._transport:
            self._transport.abort()
            self._transport = None

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        self._times.append(perf_counter() - self._began)
        if self._parser.get_status_code() != OK:
            raise BenchmarkError(f"the web server answers {self._parser.get_status_code()}")
        self.ask()
