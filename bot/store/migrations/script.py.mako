"""${message}."""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision).replace("'", '"')}
down_revision = ${repr(down_revision).replace("'", '"')}


def upgrade() -> None:
    """${message}."""
    ${upgrades or "pass"}


def downgrade() -> None:
    """Take that back."""
    ${downgrades or "pass"}
