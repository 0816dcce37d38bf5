"""Many stored conversations, made out of one within the database: what they say costs the same to read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from urllib.parse import urlsplit

from bot.store.schema import conversations
from tests.kit.postgres import Server

_COLUMNS = [column.name for column in conversations.columns]
_INTO = ", ".join(_COLUMNS)
_COPIED = ", ".join("cast(i as text)" if name == "chat" else name for name in _COLUMNS)


def in_sqlite(url: str, chat: int, first: int, people: int) -> None:
    """Give `people` chats from `first` on the conversation that `chat` has, in the file at `url`."""
    with closing(sqlite3.connect(url.partition("///")[2], isolation_level=None)) as database:
        database.execute("create temp table one as select * from conversations where chat = ?", (str(chat),))
        database.execute(
            "with recursive n(i) as (values(?) union all select i + 1 from n where i < ?) "  # noqa: S608  names of columns
            f"insert into conversations ({_INTO}) select {_COPIED} from n, one",
            (first, first + people - 1),
        )
        database.execute("pragma wal_checkpoint(truncate)")


async def in_postgres(server: Server, url: str, chat: int, first: int, people: int) -> None:
    """The same in a database of `server`."""
    name = urlsplit(url).path.strip("/")
    await server.run(
        f"insert into conversations ({_INTO}) select {_COPIED} "  # noqa: S608  names of columns, and our own numbers
        f"from generate_series({first}, {first + people - 1}) i, "
        f"(select * from conversations where chat = '{chat}') one",
        name,
    )
    # As autovacuum will do some day; it should not do it while something is measured.
    await server.run("vacuum analyze conversations", name)
    await server.run("checkpoint", name)
