"""The bots that are measured, and processes that end with whoever started them."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PEERS = ROOT / ".venv-peers" / "bin" / "python"

PATIENCE = 20
"""Seconds that a process may take to end when it is asked to."""


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot: what the tables call it, and the command that runs it.

    `postgres`: it needs a PostgreSQL database; `webhook`: updates are pushed to it.
    """

    name: str
    command: tuple[str, ...]
    postgres: bool = False
    webhook: bool = False

    @property
    def ours(self) -> bool:
        """Whether it is the product."""
        return self.command[0] == sys.executable


_PRODUCT = (sys.executable, "-m", "bot", "run")


def _peer(name: str, module: str) -> Bot:
    return Bot(name, (str(PEERS), "-m", f"benchmarks.peers.{module}"))


SQLITE = Bot("Mesoguide, SQLite", _PRODUCT)
POSTGRES = Bot("Mesoguide, PostgreSQL", _PRODUCT, postgres=True)
WEBHOOK = Bot("Mesoguide, SQLite, webhook", _PRODUCT, webhook=True)
ONE_PROCESS = Bot("Mesoguide, PostgreSQL, webhook", _PRODUCT, postgres=True, webhook=True)
TWO_PROCESSES = Bot(
    "Mesoguide, PostgreSQL, two processes", (*_PRODUCT, "--processes", "2"), postgres=True, webhook=True
)
PTB = _peer("python-telegram-bot", "ptb")
DIALOG = _peer("aiogram_dialog", "dialog")
FLOOR = _peer("the floor", "floor")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


@contextmanager
def process(*command: str, **options: Any) -> Iterator[subprocess.Popen[bytes]]:  # noqa: ANN401  Popen's own
    """A process, with the options of `subprocess.Popen`, while the `with` block lasts."""
    started = subprocess.Popen(command, **options)  # noqa: S603  our own commands
    try:
        yield started
    finally:
        end(started)


def end(started: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, and make it end where it does not."""
    started.terminate()
    try:
        started.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        started.kill()
        started.wait()
