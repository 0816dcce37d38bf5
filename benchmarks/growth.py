"""How the cost of a turn grows with the conversations that are stored."""

import asyncio
import sqlite3
from contextlib import closing
from urllib.parse import urlsplit

from benchmarks.bots import POSTGRES, SQLITE, Bot
from benchmarks.report import Claim, Report, say
from benchmarks.stage import COSTS, Running, Stage, Windows, costs, ratio
from bot.store.schema import conversations
from tests.kit.postgres import Server

BOTS = (SQLITE, POSTGRES)
STORED = (1_000, 100_000, 1_000_000)
FIRST = 10_000_000
"""The chat of the first of them."""

AT_ONCE = 64
AT_MOST = 1.1
"""Times the cost with the fewest conversations."""

_COLUMNS = [column.name for column in conversations.columns]
_INTO = ", ".join(_COLUMNS)
_COPIED = ", ".join("cast(i as text)" if name == "chat" else name for name in _COLUMNS)


def measure(stage: Stage, *, quick: bool) -> Report:
    """CPU and time of a turn of people who come back at random. About 2 minutes, mostly the databases."""
    rounds = 1 if quick else 11
    few, *more, many = (size // 10 for size in STORED) if quick else STORED
    running = {(bot, size): _filled(stage, bot, size) for bot in BOTS for size in (few, *more, many)}
    measured = {key: Windows() for key in running}
    visitors = {"first": FIRST, "at_once": AT_ONCE, "seconds": 1.0}
    for number in range(rounds):
        for (bot, size), windows in measured.items():
            windows.append(stage.window("visit", running[bot, size], people=size, **visitors))
            cost = f"{windows[-1].cost:.2f} ms of CPU a turn"
            say(f"round {number + 1} of {rounds}, {bot.name}, {size:,} stored: {cost}")
    return Report(
        f"A turn, {AT_ONCE} at once, by stored conversations",
        ("bot", "stored", *COSTS),
        [(bot.name, size, *costs(windows)) for (bot, size), windows in measured.items()],
        [
            Claim(
                f"{bot.name}: a turn with {many:,} stored, times one with {few:,}, {name}",
                ratio(measured[bot, many], measured[bot, few], figure),
                AT_MOST,
            )
            for bot in BOTS
            for name, figure in (("CPU", "whole_cost"), ("p50", "p50"))
        ],
        ("Each turn is one tap of another person, drawn at random from all that are stored.",),
    )


def _filled(stage: Stage, bot: Bot, size: int) -> Running:
    """A bot with `size` people stored who have come to their answer.

    They are made out of one within the database: what they say costs the same to read.
    """
    running = stage.start(bot)
    guide = stage.play("finish", running)["chat"]
    if bot.postgres:
        asyncio.run(_in_postgres(stage.postgres, running.database, guide, size))
    else:
        _in_sqlite(running.database, guide, size)
    say(f"{bot.name}: {size:,} conversations stored")
    return running


def _in_sqlite(url: str, chat: int, people: int) -> None:
    """Give `people` chats from `FIRST` on the conversation that `chat` has, in the file at `url`."""
    with closing(sqlite3.connect(url.partition("///")[2], isolation_level=None)) as database:
        database.execute("create temp table one as select * from conversations where chat = ?", (str(chat),))
        database.execute(
            "with recursive n(i) as (values(?) union all select i + 1 from n where i < ?) "  # noqa: S608  names of columns
            f"insert into conversations ({_INTO}) select {_COPIED} from n, one",
            (FIRST, FIRST + people - 1),
        )
        database.execute("pragma wal_checkpoint(truncate)")


async def _in_postgres(server: Server, url: str, chat: int, people: int) -> None:
    """The same in a database of `server`."""
    name = urlsplit(url).path.strip("/")
    await server.run(
        f"insert into conversations ({_INTO}) select {_COPIED} "  # noqa: S608  names of columns, and our own numbers
        f"from generate_series({FIRST}, {FIRST + people - 1}) i, "
        f"(select * from conversations where chat = '{chat}') one",
        name,
    )
    # As autovacuum will do some day; it should not do it while something is measured.
    await server.run("vacuum analyze conversations", name)
    await server.run("checkpoint", name)
