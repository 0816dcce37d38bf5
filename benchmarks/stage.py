"""Where bots are measured: the stub in its process, a folder for everybody's files, bots that come and go."""

from __future__ import annotations

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

from benchmarks import cards
from benchmarks.bots import ROOT, Bot, free_port
from benchmarks.processes import end, process
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
"""Seconds that one scene may take. The stub gives up much earlier on a bot that does nothing."""

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


class Stage:
    """The stub and the bots. `stack` ends them, and forgets their files."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._numbers = count(1)
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mesoguide-bench-")))
        (self.folder / "cards.json").write_text(cards.as_json(), encoding="utf-8")
        stub = stack.enter_context(
            process(sys.executable, "-m", "benchmarks.stub", cwd=ROOT, stdout=subprocess.PIPE)
        )
        self._port = int(stub.stdout.readline()) if stub.stdout else 0

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
            asyncio.run(self.postgres.database())
            if bot.postgres
            else f"sqlite:///{folder / 'conversations.sqlite3'}"
        )
        environment = {
            **{name: os.environ[name] for name in KEPT if name in os.environ},
            "PYTHONPATH": str(ROOT),
            "BOT_TOKEN": token,
            "BOT_API_URL": f"http://127.0.0.1:{self._port}",
            "DATABASE_URL": database,
            "DATA_KEY": KEY,
            "CARDS": str(self.folder / "cards.json"),
            **bot.environment,
        }
        if bot.webhook:
            address = f"127.0.0.1:{free_port()}"
            environment |= {"WEBHOOK_URL": f"http://{address}/telegram", "LISTEN": address}
        log = folder / "log"
        with log.open("wb") as written:
            started = self._stack.enter_context(
                process(*bot.command, cwd=folder, env=environment, stdout=written, stderr=written)
            )
        running = Running(bot, token, started, log, database, self._beside(bot))
        self._await(running)
        return running

    def _beside(self, bot: Bot) -> tuple[int, ...]:
        return (self.postgres.pid,) if bot.postgres and self.postgres.pid else ()

    def _await(self, running: Running) -> None:
        until = monotonic() + START
        while not self._ask("ready", running.token, {})["ready"]:
            if running.process.poll() is not None or monotonic() > until:
                raise BenchmarkError(f"{running.bot.name} did not start\n{running.tail()}")
            sleep(LOOK)

    def play(self, scene: str, running: Running, **parameters: object) -> dict[str, Any]:
        """Play a scene with a bot; its result.

        Raises `BenchmarkError` with the end of the bot's log where it does not do its part.
        """
        result = self._ask(scene, running.token, parameters)
        if "error" in result:
            raise BenchmarkError(f"{running.bot.name}, {scene}: {result['error']}\n{running.tail()}")
        return result

    def _ask(self, scene: str, token: str, parameters: dict[str, object]) -> dict[str, Any]:
        stub = HTTPConnection("127.0.0.1", self._port, timeout=LONGEST)
        headers = {"Content-Type": "application/json"}
        try:
            stub.request("POST", f"/scene/{scene}?{token}", json.dumps(parameters), headers)
            result: dict[str, Any] = json.load(stub.getresponse())
        except (OSError, HTTPException) as error:
            raise BenchmarkError(f"the stub failed: {error}") from None
        finally:
            stub.close()
        return result
