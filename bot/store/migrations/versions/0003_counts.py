"""Create the table of counts, which stands apart from conversations."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the table of counts."""
    op.create_table(
        "counts",
        sa.Column("clinic", sa.Text),
        sa.Column("week", sa.Text),
        sa.Column("campaign", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("event", sa.Text),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("clinic", "week", "campaign", "language", "event", name="pk_counts"),
    )


def downgrade() -> None:
    """Drop the table of counts, and with it every count."""
    op.drop_table("counts")
