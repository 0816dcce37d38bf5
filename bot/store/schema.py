"""The tables. A change here needs a migration in ``migrations/versions``, and ``REVISION`` its name."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, Table, Text

REVISION = "0003"
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
"""One row: a token that only the keys of this database can decrypt."""

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
