"""Encrypt what is stored, and keep beside it what erasing and repeated updates need to know."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import context, op

revision = "0002"
down_revision = "0001"

_PORTION = 500
_ENDS = ("answer", "stopped")  # the states in which a conversation of revision 0001 had come to its end

_old = sa.table(
    "conversations_0001",
    sa.column("channel", sa.Text),
    sa.column("chat", sa.Text),
    sa.column("version", sa.BigInteger),
    sa.column("data", sa.Text),
    sa.column("updated_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    """Create the tables anew, and carry every conversation over."""
    op.drop_index("ix_conversations_updated_at", "conversations")
    op.rename_table("conversations", _old.name)
    conversations = op.create_table(
        "conversations",
        sa.Column("channel", sa.Text),
        sa.Column("chat", sa.Text),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("data", sa.LargeBinary),
        sa.Column("finished", sa.Boolean),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.Column("hour", sa.Integer, nullable=False),
        sa.Column("handled", sa.Text, nullable=False),
        sa.Column("consent_version", sa.Text),
        sa.Column("consent_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("channel", "chat", name="pk_conversations"),
    )
    seals = op.create_table(
        "seals",
        sa.Column("id", sa.Integer, autoincrement=False),
        sa.Column("token", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_seals"),
    )
    connection = op.get_bind()
    cipher = context.config.attributes["cipher"]
    connection.execute(seals.insert(), {"id": 1, "token": cipher.check_token()})
    for rows in _portions(connection):
        connection.execute(conversations.insert(), [_carried(row, cipher) for row in rows])
    op.drop_table(_old.name)
    op.create_index("ix_conversations_hour", "conversations", ["finished", "hour"])


def downgrade() -> None:
    """There is no way back; raises ``RuntimeError``."""
    raise RuntimeError("what is encrypted doesn't become plain text again")


def _portions(connection: sa.Connection) -> Iterator[list[sa.Row[Any]]]:
    key = sa.tuple_(_old.c.channel, _old.c.chat)
    last = ("", "")
    while True:
        query = sa.select(_old).where(key > sa.tuple_(*last)).order_by(_old.c.channel, _old.c.chat)
        rows = list(connection.execute(query.limit(_PORTION)))
        if not rows:
            return
        yield rows
        last = (rows[-1].channel, rows[-1].chat)


def _carried(row: sa.Row[Any], cipher: Any) -> dict[str, Any]:  # noqa: ANN401  what it is now, this file can't import for good
    data = json.loads(row.data)
    saved = _seconds(row.updated_at)
    consent = data.get("consent")
    return {
        "channel": row.channel,
        "chat": row.chat,
        "version": row.version,
        "data": cipher.encrypt(data),
        "finished": data.get("seen") is not None or data.get("state") in _ENDS,
        "updated_at": saved,
        "hour": saved // 3600,
        "handled": "",
        "consent_version": consent["version"] if consent else None,
        "consent_at": _moment(consent["at"], saved) if consent else None,
    }


def _moment(text: str, otherwise: int) -> int:
    """Read when somebody agreed; what can't be read was so at the last save, at the latest."""
    try:
        return _seconds(datetime.fromisoformat(text))
    except ValueError:
        return otherwise


def _seconds(moment: datetime) -> int:
    """SQLite kept moments without their zone, which was UTC."""
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
