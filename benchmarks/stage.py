"""Where bots are measured: Telegram in its process, a folder for everybody's files, bots that come and go."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from cryptography.fernet import Fernet

from benchmarks import script
from benchmarks.bots import ROOT, Bot, end, free_port, process
from benchmarks.report import Cell, middle, percentile
from tests.kit.postgres import Server, server

KEPT = ("HOME", "LANG", "PATH", "TMPDIR")
"""What bots get of this environment. No settings, and no proxies that would stand in between."""

KEY = Fernet.generate_key().decode()
"""With which every store of this run is encrypted."""

START = 60
"""Seconds that a bot may take until it asks for updates."""

LOOK = 0.1
"""Seconds between two looks at a bot that starts."""

LONGEST = 1800
"""Seconds that one scene may take. The load gives up much earlier on a bot that does nothing."""

TAIL = 1500
"""Characters of a log that are shown when a bot fails."""


class BenchmarkError(Exception):
    """A bot that did not do what is measured."""


@dataclass(frozen=True, slots=True)
class Running:
    """A bot that runs."""

    bot: Bot
    token: str
    process: subprocess.Popen[bytes]
    log: Path
    database: str
    """The URL of its database."""
    beside: tuple[int, ...]
    """Processes that work for it: its database server."""

    def end(self) -> None:
        """Ask it to end, and wait until it has."""
        end(self.process)

    def tail(self) -> str:
        """The end of its log."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-TAIL:]


@dataclass(frozen=True, slots=True)
class Window:
    """What a bot did in one window of time: its turns, and CPU in seconds of the bot, of what works beside it, and of Telegram."""

    seconds: float
    turns: tuple[float, ...]
    cpu: float
    beside: float
    server: float

    @property
    def rate(self) -> float:
        """Turns a second."""
        return len(self.turns) / self.seconds

    @property
    def cost(self) -> float:
        """Milliseconds of CPU for a turn, of the bot alone."""
        return 1000 * self.cpu / max(1, len(self.turns))

    @property
    def cost_beside(self) -> float:
        """Milliseconds of CPU for a turn, of its database server."""
        return 1000 * self.beside / max(1, len(self.turns))

    @property
    def whole_cost(self) -> float:
        """Milliseconds of CPU for a turn, of the bot and its database server."""
        return self.cost + self.cost_beside

    @property
    def share_of_server(self) -> float:
        """How much of a core Telegram used; near 1 it would be what is measured."""
        return self.server / self.seconds

    @property
    def p50(self) -> float:
        """The median of the milliseconds that a turn took."""
        return 1000 * percentile(self.turns, 50)

    @property
    def p99(self) -> float:
        """What 99 of 100 turns stay below, in milliseconds."""
        return 1000 * percentile(self.turns, 99)


Windows = list[Window]


def median(windows: Windows, figure: str) -> float:
    """The median of one of the figures of a `Window`."""
    return middle([getattr(window, figure) for window in windows])


def ratio(of: Windows, to: Windows, figure: str) -> float:
    """How many times a figure is another's: the median of the ratios within each round."""
    return middle([getattr(a, figure) / getattr(b, figure) for a, b in zip(of, to, strict=True)])


COSTS = ("CPU ms/turn", "database CPU ms/turn", "p50 ms", "p99 ms")


def costs(windows: Windows) -> tuple[Cell, ...]:
    """The medians that stand under `COSTS`."""
    beside = median(windows, "cost_beside") or ""
    return median(windows, "cost"), beside, median(windows, "p50"), median(windows, "p99")


class Stage:
    """Telegram and the bots. `stack` ends them, and forgets their files."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._numbers = count(1)
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mesoguide-bench-")))
        (self.folder / "cards.json").write_text(json.dumps(script.cards()), encoding="utf-8")
        command = (sys.executable, "-m", "tests.botapi", "--load")
        telegram = stack.enter_context(process(*command, cwd=ROOT, stdout=subprocess.PIPE))
        self._port = int(telegram.stdout.readline()) if telegram.stdout else 0

    @cached_property
    def postgres(self) -> Server:
        """The PostgreSQL server, started for the first who needs it; what is committed is on the disk."""
        return self._stack.enter_context(server(durable=True))

    def start(self, bot: Bot) -> Running:
        """Start a bot in a folder of its own, with a new database; returns when it is there for its updates."""
        number = next(self._numbers)
        folder = self.folder / str(number)
        folder.mkdir()
        token = f"{number}:{'A' * 35}"
        database = (
            asyncio.run(self.postgres.database()) if bot.postgres else f"sqlite:///{folder / 'conversations.sqlite3'}"
        )
        environment = {
            **{name: os.environ[name] for name in KEPT if name in os.environ},
            "PYTHONPATH": str(ROOT),
            "BOT_TOKEN": token,
            "BOT_API_URL": f"http://127.0.0.1:{self._port}",
            "DATABASE_URL": database,
            "DATA_KEY": KEY,
            "CARDS": str(self.folder / "cards.json"),
        }
        if bot.webhook:
            address = f"127.0.0.1:{free_port()}"
            environment |= {"WEBHOOK_URL": f"http://{address}/telegram", "LISTEN": address}
        log = folder / "log"
        with log.open("wb") as written:
            started = self._stack.enter_context(
                process(*bot.command, cwd=folder, env=environment, stdout=written, stderr=written)
            )
        beside = (self.postgres.pid,) if bot.postgres and self.postgres.pid else ()
        running = Running(bot, token, started, log, database, beside)
        self._await(running)
        return running

    def _await(self, running: Running) -> None:
        until = monotonic() + START
        while not self._ask("ready", running.token, {})["ready"]:
            if running.process.poll() is not None or monotonic() > until:
                raise BenchmarkError(f"{running.bot.name} did not start\n{running.tail()}")
            sleep(LOOK)

    def window(self, scene: str, running: Running, **parameters: object) -> Window:
        """Play a scene that measures."""
        pid, beside = running.process.pid, running.beside
        return Window(**self.play(scene, running, pid=pid, beside=beside, **parameters))

    def talk(self, running: Running, people: int, seconds: float) -> Window:
        """`people` go from the first question to the answer and back, again and again."""
        return self.window("talk", running, people=people, seconds=seconds)

    def play(self, scene: str, running: Running, **parameters: object) -> dict[str, Any]:
        """Play a scene with a bot; its result.

        Raises `BenchmarkError` with the end of the bot's log where it does not do its part, or where Telegram refuses
        what the product calls; a peer is forgiven that.
        """
        result = self._ask(scene, running.token, parameters)
        refused = result.pop("refused")
        error = result.get("error") or (running.bot.ours and refused and f"refused: {refused[0]}")
        if error:
            raise BenchmarkError(f"{running.bot.name}, {scene}: {error}\n{running.tail()}")
        return result

    def _ask(self, scene: str, token: str, parameters: dict[str, object]) -> dict[str, Any]:
        telegram = HTTPConnection("127.0.0.1", self._port, timeout=LONGEST)
        headers = {"Content-Type": "application/json"}
        try:
            telegram.request(
                "POST", f"/scene/{scene}?{token}", json.dumps({**parameters, "script": script.SCRIPT}), headers
            )
            result: dict[str, Any] = json.load(telegram.getresponse())
        except (OSError, HTTPException) as error:
            raise BenchmarkError(f"the load failed: {error}") from None
        finally:
            telegram.close()
        return result
