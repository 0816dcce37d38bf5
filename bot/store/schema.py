"""The one table. A change here needs a migration in ``migrations/versions``, and ``REVISION`` its name."""

from sqlalchemy import Column, DateTime, Integer, MetaData, Table, Text

REVISION = "0001"
"""The newest migration: what an up-to-date database says it is."""

metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("chat", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("data", Text, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False, index=True),
)
