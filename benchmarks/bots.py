"""The bots that are measured, and how each is started."""

from __future__ import annotations

import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
PEERS = ROOT / ".venv-peers" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot: what the tables call it, the command that runs it, and what its environment adds."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict, hash=False)
    postgres: bool = False
    """Whether it needs a PostgreSQL database."""
    webhook: bool = False
    """Whether updates are pushed to it."""


def _product(name: str, *, postgres: bool = False, webhook: bool = False) -> Bot:
    return Bot(name, (sys.executable, "-m", "bot", "run"), {}, postgres, webhook)


def _peer(name: str, module: str, **environment: str) -> Bot:
    return Bot(name, (str(PEERS), "-m", f"benchmarks.peers.{module}"), environment)


SQLITE = _product("Mesoguide, SQLite")
POSTGRES = _product("Mesoguide, PostgreSQL", postgres=True)
WEBHOOK = _product("Mesoguide, SQLite, webhook", webhook=True)
PTB = _peer("python-telegram-bot", "ptb")
PTB_ON_FLUSH = _peer("python-telegram-bot", "ptb", ON_FLUSH="1")
DIALOG = _peer("aiogram_dialog", "dialog")
FLOOR = _peer("the floor", "floor")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port
