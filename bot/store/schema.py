"""The tables. A change here needs a migration in ``migrations/versions``, and ``REVISION`` its name."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, Table, Text

REVISION = "0004"
"""The newest migration: what an up-to-date database says it is."""

metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("chat", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    # Encrypted; NULL where only the record of an agreement is left
    Column("data", LargeBinary),
    # NULL where the data are
    Column("finished", Boolean),
    # Seconds since 1970, as every moment here: both databases and their drivers agree on what that is
    Column("updated_at", BigInteger, nullable=False),
    # From when on the row is kept, in hours since 1970: the last save, or the agreement if only its record
    # is left. The index is over this and not over a moment, because most saves don't change the hour:
    # PostgreSQL then leaves the indexes alone and writes the row beside its old version.
    Column("hour", Integer, nullable=False),
    Column("handled", Text, nullable=False),
    Column("consent_version", Text),
    Column("consent_at", BigInteger),
    Index("ix_conversations_hour", "finished", "hour"),
)

seals = Table(
    "seals",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("token", LargeBinary, nullable=False),
)
"""A token for each key that encrypts here: who cannot read one lacks a key that rows are encrypted with."""

counts = Table(
    "counts",
    metadata,
    Column("clinic", Text, primary_key=True),
    # Its Monday, as in 2026-11-23
    Column("week", Text, primary_key=True),
    Column("campaign", Text, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("event", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
)
"""How many conversations came how far. No row is about a person, and none is erased with one."""

broken = Table(
    "broken",
    metadata,
    # Random: it is told to people, and says nothing about any
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    # From when on the row is kept, in hours since 1970: its own hour, or when it was set aside if that is broken too
    Column("kept_hour", Integer, nullable=False),
    # The columns of a conversation as they were found, whatever is in them
    *(Column(column.name, column.type) for column in conversations.c),
    Index("ix_broken_chat", "channel", "chat"),
)
"""Conversations that can't be read, kept for whoever looks into it."""

outbox = Table(
    "outbox",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("chat", Text, primary_key=True),
    # Whose reply it is to send
    Column("worker", Text, nullable=False),
    # 0, or the number under which that worker took it over
    Column("claim", BigInteger, nullable=False),
    Column("ticket", BigInteger, nullable=False),
    Column("language", Text, nullable=False),
    Column("notice", Text, nullable=False),
    # In hours since 1970
    Column("hour", Integer, nullable=False),
)
"""Replies on their way, one a person at most. No answer is in them."""

workers = Table("workers", metadata, Column("id", Text, primary_key=True), Column("beat", BigInteger, nullable=False))
"""The processes that send replies, each with a number that rises while it lives."""
