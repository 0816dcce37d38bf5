"""What is asked of the database, in no database's dialect."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    bindparam,
    delete,
    func,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert  # compiles for SQLite too: both know ON CONFLICT

from bot.store.driver import Statement
from bot.store.schema import conversations, counts, seals

PORTION = 500
"""How many conversations are read at once, to encrypt them anew."""
HOUR = 3600
"""Seconds in the hour by which rows are kept."""

_columns = conversations.c
_key = tuple_(_columns.channel, _columns.chat)
_of_key = (_columns.channel == bindparam("of_channel")) & (_columns.chat == bindparam("of_chat"))
_next_version = _columns.version + literal_column("1")
_saved: dict[str, Any] = {
    name: bindparam(name) for name in ("data", "finished", "updated_at", "hour", "handled")
}
_consent: dict[str, Any] = {name: bindparam(name) for name in ("consent_version", "consent_at")}

LOAD = Statement(
    select(_columns.data, _columns.version, _columns.handled, _columns.updated_at).where(_of_key)
)
INSERT = Statement(
    insert(conversations)
    .values(
        channel=bindparam("of_channel"),
        chat=bindparam("of_chat"),
        version=bindparam("version"),
        **_saved,
        **_consent,
    )
    .on_conflict_do_nothing()
)
UPDATE = Statement(
    update(conversations)
    .where(_of_key, _columns.version == bindparam("expected"))
    .values(
        version=_next_version,
        **_saved,
        # Somebody who comes back after their answers were erased hasn't agreed anew yet: the record stays
        **{name: func.coalesce(value, _columns[name]) for name, value in _consent.items()},
    )
)
WITHDRAW = Statement(
    update(conversations)
    .where(_of_key, _columns.version == bindparam("expected"))
    .values(version=_next_version, **_saved, **_consent),
    erases=True,
)
"""As ``UPDATE``, and no record is left of an agreement."""
DELETE = Statement(delete(conversations).where(_of_key), erases=True)
COUNT = Statement(select(func.count()).select_from(conversations).where(_columns.data.is_not(None)))


# What was kept long enough goes hour by hour: an index finds the hours, and nobody waits long between two

_hour: ColumnElement[int] = bindparam("hour")
_agreed_since: ColumnElement[int] = bindparam("agreed_since")
_is_of_finished = _columns.finished == bindparam("of_finished")
_idle = _is_of_finished & (_columns.hour == _hour) & (_columns.updated_at < bindparam("before"))
_only_agreed = _columns.finished.is_(None)
_first_hour = select(func.min(_columns.hour)).where(_columns.hour >= _hour)

FIRST_IDLE_HOUR = Statement(_first_hour.where(_is_of_finished))
FORGET_ANSWERS = Statement(
    update(conversations)
    .where(_idle, _columns.consent_at >= _agreed_since)
    .values(
        data=null(),
        finished=null(),
        hour=_columns.consent_at // literal_column(str(HOUR), BigInteger),
        handled=literal_column("''"),
        version=_next_version,
    ),
    erases=True,
)
"""Leaves the record of an agreement."""
ERASE_IDLE = Statement(
    delete(conversations).where(
        _idle, or_(_columns.consent_at.is_(None), _columns.consent_at < _agreed_since)
    ),
    erases=True,
)
FIRST_AGREED_HOUR = Statement(_first_hour.where(_only_agreed))
ERASE_AGREEMENTS = Statement(
    delete(conversations).where(_only_agreed, _columns.hour == _hour, _columns.consent_at < _agreed_since),
    erases=True,
)
"""Those that are left of erased answers."""

PAGE = Statement(
    select(_columns.channel, _columns.chat, _columns.version, _columns.data)
    .where(_key > tuple_(bindparam("of_channel"), bindparam("of_chat")), _columns.data.is_not(None))
    .order_by(_columns.channel, _columns.chat)
    .limit(literal_column(str(PORTION)))
    .offset(literal_column("0"))  # spelt out, or SQLite's dialect makes a parameter of it
)
"""Conversations after a key, in the order of their keys."""
REENCRYPT = Statement(
    update(conversations)
    .where(_of_key, _columns.version == bindparam("expected"))
    .values(data=bindparam("data"))
)
"""Another encryption of the same conversation."""

TOKEN = Statement(select(seals.c.token))
REPLACE_TOKEN = Statement(update(seals).values(token=bindparam("token")), erases=True)


# What is counted stands apart from conversations

_counted = counts.c
_of_clinic = _counted.clinic == bindparam("of_clinic")
_insert_count = insert(counts).values({column.name: bindparam(f"of_{column.name}") for column in _counted})

ADD_COUNT = Statement(
    _insert_count.on_conflict_do_update(
        index_elements=list(counts.primary_key),
        set_={"number": _counted.number + _insert_count.excluded.number},
    )
)
"""One statement, so that nothing is lost where two processes count at once."""
COUNTS = Statement(select(*_counted).where(_of_clinic).order_by(*counts.primary_key))
CAMPAIGNS = Statement(
    select(_counted.campaign).where(_of_clinic, _counted.week == bindparam("of_week")).distinct()
)
