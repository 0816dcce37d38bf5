"""What is asked of the database, in no database's dialect."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert  # compiles for SQLite too: both know ON CONFLICT

from bot.store.driver import Statement
from bot.store.schema import conversations, counts, seals

PORTION = 500
"""How many conversations are read at once, to encrypt them anew."""
HOUR = 3600
"""Seconds in the hour by which rows are kept."""

_columns = conversations.c
_key = sa.tuple_(_columns.channel, _columns.chat)
_of_key = (_columns.channel == sa.bindparam("of_channel")) & (_columns.chat == sa.bindparam("of_chat"))
_next_version = _columns.version + sa.literal_column("1")
_saved: dict[str, Any] = {name: sa.bindparam(name) for name in ("data", "finished", "updated_at", "hour", "handled")}
_consent: dict[str, Any] = {name: sa.bindparam(name) for name in ("consent_version", "consent_at")}

LOAD = Statement(sa.select(_columns.data, _columns.version, _columns.handled, _columns.updated_at).where(_of_key))
INSERT = Statement(
    insert(conversations)
    .values(
        channel=sa.bindparam("of_channel"),
        chat=sa.bindparam("of_chat"),
        version=sa.bindparam("version"),
        **_saved,
        **_consent,
    )
    .on_conflict_do_nothing()
)
UPDATE = Statement(
    sa.update(conversations)
    .where(_of_key, _columns.version == sa.bindparam("expected"))
    .values(
        version=_next_version,
        **_saved,
        # Somebody who comes back after their answers were erased hasn't agreed anew yet: the record stays
        **{name: sa.func.coalesce(value, _columns[name]) for name, value in _consent.items()},
    )
)
WITHDRAW = Statement(
    sa.update(conversations)
    .where(_of_key, _columns.version == sa.bindparam("expected"))
    .values(version=_next_version, **_saved, **_consent),
    erases=True,
)
"""As ``UPDATE``, and no record is left of an agreement."""
DELETE = Statement(sa.delete(conversations).where(_of_key), erases=True)
COUNT = Statement(sa.select(sa.func.count()).select_from(conversations).where(_columns.data.is_not(None)))


# What was kept long enough goes hour by hour: an index finds the hours, and nobody waits long between two

_hour: sa.ColumnElement[int] = sa.bindparam("hour")
_agreed_since: sa.ColumnElement[int] = sa.bindparam("agreed_since")
_is_of_finished = _columns.finished == sa.bindparam("of_finished")
_idle = _is_of_finished & (_columns.hour == _hour) & (_columns.updated_at < sa.bindparam("before"))
_only_agreed = _columns.finished.is_(None)
_first_hour = sa.select(sa.func.min(_columns.hour)).where(_columns.hour >= _hour)

FIRST_IDLE_HOUR = Statement(_first_hour.where(_is_of_finished))
FORGET_ANSWERS = Statement(
    sa.update(conversations)
    .where(_idle, _columns.consent_at >= _agreed_since)
    .values(
        data=sa.null(),
        finished=sa.null(),
        hour=_columns.consent_at // sa.literal_column(str(HOUR), sa.BigInteger),
        handled=sa.literal_column("''"),
        version=_next_version,
    ),
    erases=True,
)
"""Leaves the record of an agreement."""
ERASE_IDLE = Statement(
    sa.delete(conversations).where(_idle, sa.or_(_columns.consent_at.is_(None), _columns.consent_at < _agreed_since)),
    erases=True,
)
FIRST_AGREED_HOUR = Statement(_first_hour.where(_only_agreed))
ERASE_AGREEMENTS = Statement(
    sa.delete(conversations).where(_only_agreed, _columns.hour == _hour, _columns.consent_at < _agreed_since),
    erases=True,
)
"""Those that are left of erased answers."""

PAGE = Statement(
    sa.select(_columns.channel, _columns.chat, _columns.version, _columns.data)
    .where(_key > sa.tuple_(sa.bindparam("of_channel"), sa.bindparam("of_chat")), _columns.data.is_not(None))
    .order_by(_columns.channel, _columns.chat)
    .limit(sa.literal_column(str(PORTION)))
    .offset(sa.literal_column("0"))  # spelt out, or SQLite's dialect makes a parameter of it
)
"""Conversations after a key, in the order of their keys."""
REENCRYPT = Statement(
    sa.update(conversations)
    .where(_of_key, _columns.version == sa.bindparam("expected"))
    .values(data=sa.bindparam("data"))
)
"""Another encryption of the same conversation."""

TOKEN = Statement(sa.select(seals.c.token))
REPLACE_TOKEN = Statement(sa.update(seals).values(token=sa.bindparam("token")), erases=True)


# What is counted stands apart from conversations

_counted = counts.c
_of_clinic = _counted.clinic == sa.bindparam("of_clinic")
_insert_count = insert(counts).values({column.name: sa.bindparam(f"of_{column.name}") for column in _counted})

ADD_COUNT = Statement(
    _insert_count.on_conflict_do_update(
        index_elements=list(counts.primary_key), set_={"number": _counted.number + _insert_count.excluded.number}
    )
)
"""One statement, so that nothing is lost where two processes count at once."""
COUNTS = Statement(sa.select(*_counted).where(_of_clinic).order_by(*counts.primary_key))
CAMPAIGNS = Statement(
    sa.select(_counted.campaign).where(_of_clinic, _counted.week == sa.bindparam("of_week")).distinct()
)
