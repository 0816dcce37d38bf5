"""Create the tables of replies on their way, of the processes that send them, and of rows that nobody can read."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the three tables, which stand apart from conversations."""
    op.create_table(
        "broken",
        sa.Column("id", sa.BigInteger, autoincrement=False),
        sa.Column("kept_hour", sa.Integer, nullable=False),
        sa.Column("channel", sa.Text),
        sa.Column("chat", sa.Text),
        sa.Column("version", sa.BigInteger),
        sa.Column("data", sa.LargeBinary),
        sa.Column("finished", sa.Boolean),
        sa.Column("updated_at", sa.BigInteger),
        sa.Column("hour", sa.Integer),
        sa.Column("handled", sa.Text),
        sa.Column("consent_version", sa.Text),
        sa.Column("consent_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_broken"),
    )
    op.create_index("ix_broken_chat", "broken", ["channel", "chat"])
    op.create_table(
        "outbox",
        sa.Column("channel", sa.Text),
        sa.Column("chat", sa.Text),
        sa.Column("worker", sa.Text, nullable=False),
        sa.Column("claim", sa.BigInteger, nullable=False),
        sa.Column("ticket", sa.BigInteger, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("notice", sa.Text, nullable=False),
        sa.Column("hour", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("channel", "chat", name="pk_outbox"),
    )
    op.create_table(
        "workers",
        sa.Column("id", sa.Text),
        sa.Column("beat", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workers"),
    )


def downgrade() -> None:
    """Drop the three tables, and with them what is owed and what was set aside."""
    for name in ("workers", "outbox", "broken"):
        op.drop_table(name)
