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
from bot.store.schema import conversations, seals

PORTION = 500
"""How many rows one statement erases or reads at most: between two, others have their turn."""
HOUR = 3600
"""In seconds."""
_HOUR: ColumnElement[int] = literal_column(str(HOUR), BigInteger)
_PORTION: ColumnElement[int] = literal_column(str(PORTION))
_NOUGHT: ColumnElement[int] = literal_column("0")  # spelt out, or SQLite's dialect makes a parameter of it

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
DELETE = Statement(delete(conversations).where(_of_key), erases=True)
COUNT = Statement(select(func.count()).select_from(conversations).where(_columns.data.is_not(None)))


def _portion(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Narrow a condition to so many rows that nobody waits long, and to none that somebody else is at."""
    rows = select(_columns.channel, _columns.chat).where(condition).limit(_PORTION).offset(_NOUGHT)
    # The condition stands outside too: a conversation that is saved in between is idle no longer
    return condition & _key.in_(rows.with_for_update(skip_locked=True))


# The hour finds rows by its index, the second decides
_idle = (
    (_columns.finished == bindparam("of_finished"))
    & (_columns.hour <= bindparam("before_hour"))
    & (_columns.updated_at < bindparam("before"))
)
_agreed_since: ColumnElement[int] = bindparam("agreed_since")

FORGET_ANSWERS = Statement(
    update(conversations)
    .where(_portion(_idle & (_columns.consent_at >= _agreed_since)))
    .values(
        data=null(),
        finished=null(),
        hour=_columns.consent_at // _HOUR,
        handled=literal_column("''"),
        version=_next_version,
    ),
    erases=True,
)
"""Leaves the record of an agreement."""
ERASE_IDLE = Statement(
    delete(conversations).where(
        _portion(_idle & or_(_columns.consent_at.is_(None), _columns.consent_at < _agreed_since))
    ),
    erases=True,
)
ERASE_AGREEMENTS = Statement(
    delete(conversations).where(
        _portion(
            _columns.finished.is_(None)
            & (_columns.hour <= bindparam("agreed_since_hour"))
            & (_columns.consent_at < _agreed_since)
        )
    ),
    erases=True,
)
"""Those that are left of erased answers."""

PAGE = Statement(
    select(_columns.channel, _columns.chat, _columns.version, _columns.data)
    .where(_key > tuple_(bindparam("of_channel"), bindparam("of_chat")), _columns.data.is_not(None))
    .order_by(_columns.channel, _columns.chat)
    .limit(_PORTION)
    .offset(_NOUGHT)
)
"""Conversations after a key, in the order of their keys."""
RESEAL = Statement(
    update(conversations)
    .where(_of_key, _columns.version == bindparam("expected"))
    .values(data=bindparam("data"))
)
"""Another encryption of the same conversation."""

TOKEN = Statement(select(seals.c.token))
REPLACE_TOKEN = Statement(update(seals).values(token=bindparam("token")), erases=True)
