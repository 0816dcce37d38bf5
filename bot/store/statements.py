"""What is asked of the database, in no database's dialect."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Update
from sqlalchemy.dialects.postgresql import Insert, insert  # compiles for SQLite too: both know ON CONFLICT

from bot.store.driver import Statement
from bot.store.schema import broken, conversations, counts, outbox, seals, workers

PORTION = 500
"""How many conversations are read at once, to encrypt them anew."""
LAST_HOUR = 10_000_000
"""More hours since 1970 than this, which is the year 3110, are rubbish."""
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
# Where a row's hour and its moment contradict each other, one of them is rubbish, and it isn't kept for ever
_idle = (
    _is_of_finished
    & (_columns.hour == _hour)
    & ((_columns.updated_at < sa.bindparam("before")) | (_columns.hour < sa.bindparam("before_hour")))
)
_last_moment = sa.literal_column(str(LAST_HOUR * HOUR), sa.BigInteger)
_only_agreed = _columns.finished.is_(None)
_first_hour = sa.select(sa.func.min(_columns.hour)).where(_columns.hour >= _hour)

FIRST_IDLE_HOUR = Statement(_first_hour.where(_is_of_finished))
FORGET_ANSWERS = Statement(
    sa.update(conversations)
    .where(_idle, _columns.consent_at.between(_agreed_since, _last_moment))
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
    sa.delete(conversations).where(
        _idle,
        sa.or_(_columns.consent_at.is_(None), _columns.consent_at < _agreed_since, _columns.consent_at > _last_moment),
    ),
    erases=True,
)
FIRST_AGREED_HOUR = Statement(_first_hour.where(_only_agreed))
ERASE_AGREEMENTS = Statement(
    sa.delete(conversations).where(
        _only_agreed,
        _columns.hour == _hour,
        (_columns.consent_at < _agreed_since) | (_columns.hour < sa.bindparam("before_hour")),
    ),
    erases=True,
)
"""Those that are left of erased answers."""

# Only SQLite keeps what isn't of a column's type. Words and bytes are more than any number there.
_true, _false = sa.literal_column("true", sa.Boolean), sa.literal_column("false", sa.Boolean)
_ends = (_columns.finished == _true, _columns.finished == _false, _columns.finished.is_(sa.null()))
STRAYS = Statement(
    sa.select(_columns.channel, _columns.chat, _columns.version)
    .where(
        # Each of these is a place in the index
        sa.or_(
            _columns.finished > _true,
            _columns.finished < _false,
            *(sa.and_(condition, _columns.hour > sa.literal_column(str(LAST_HOUR))) for condition in _ends),
            *(sa.and_(condition, _columns.hour < sa.literal_column("0")) for condition in _ends),
        )
    )
    .limit(sa.literal_column(str(PORTION)))
    .offset(sa.literal_column("0"))
)
"""Conversations that no hour would ever erase."""

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
ADD_TOKEN = Statement(
    sa.insert(seals).from_select(["id", "token"], sa.select(sa.func.max(seals.c.id) + 1, sa.bindparam("token")))
)
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


# What can't be read is set aside, as it is

_aside = broken.c
RETAINED = Statement(sa.select(_columns.version, _columns.hour).where(_of_key))
SET_ASIDE = Statement(
    sa.insert(broken).from_select(
        ["id", "kept_hour", *_columns.keys()],
        sa.select(sa.bindparam("id", type_=sa.BigInteger), sa.bindparam("kept_hour", type_=sa.Integer), *_columns)
        .where(_of_key, _columns.version == sa.bindparam("expected"))
        .with_for_update(),
    )
)
REMOVE = Statement(sa.delete(conversations).where(_of_key, _columns.version == sa.bindparam("expected")))
LAST_ASIDE = Statement(
    sa.select(_aside.id)
    .where(_aside.channel == sa.bindparam("of_channel"), _aside.chat == sa.bindparam("of_chat"))
    .order_by(_aside.kept_hour.desc())
)
COUNT_BROKEN = Statement(sa.select(sa.func.count()).select_from(broken))
DELETE_BROKEN = Statement(
    sa.delete(broken).where(_aside.channel == sa.bindparam("of_channel"), _aside.chat == sa.bindparam("of_chat")),
    erases=True,
)
ERASE_BROKEN = Statement(
    sa.delete(broken).where(
        ((_aside.finished == sa.false()) & (_aside.kept_hour < sa.bindparam("unfinished_since")))
        | (_aside.kept_hour < sa.bindparam("since"))
    ),
    erases=True,
)


# What is owed

_owed = outbox.c
_of_owed = (_owed.channel == sa.bindparam("of_channel")) & (_owed.chat == sa.bindparam("of_chat"))
_debt: dict[str, Any] = {
    name: sa.bindparam(f"owed_{name}") for name in ("worker", "ticket", "language", "notice", "hour")
}


_of_person: dict[str, Any] = {
    "channel": sa.bindparam("of_channel", type_=sa.Text),
    "chat": sa.bindparam("of_chat", type_=sa.Text),
    "claim": sa.literal_column("0"),
}


def _in_place_of_older(debt: Insert) -> Insert:
    return debt.on_conflict_do_update(
        index_elements=list(outbox.primary_key), set_={name: debt.excluded[name] for name in ("claim", *_debt)}
    )


def _and_owe(change: Insert | Update) -> Statement:
    changed = change.returning(sa.literal_column("1").label("changed")).cte("changed")
    names = [*_of_person, *_debt]
    debt = sa.select(*(sa.cast(value, _owed[name].type) for name, value in (_of_person | _debt).items()))
    debt = debt.where(sa.exists(sa.select(changed.c.changed)))
    return Statement(_in_place_of_older(insert(outbox).from_select(names, debt)))


OWE = Statement(_in_place_of_older(insert(outbox).values(**_of_person, **_debt)))
AND_OWE = {
    statement: _and_owe(clause)
    for statement in (INSERT, UPDATE, WITHDRAW)
    if isinstance(clause := statement.clause, Insert | Update)
}
"""Changes of a conversation, and for what they change a reply is owed: in one statement, which SQLite doesn't know."""
FORGET_DEBT = Statement(sa.delete(outbox).where(_of_owed), erases=True)
DELIVERED = Statement(
    sa.delete(outbox).where(
        _of_owed, _owed.worker == sa.bindparam("of_worker"), _owed.ticket == sa.bindparam("of_ticket")
    )
)
ERASE_DEBTS = Statement(sa.delete(outbox).where(_owed.hour < sa.bindparam("before_hour")))
DEBTORS = Statement(sa.select(_owed.worker).distinct())
CLAIM = Statement(
    sa.update(outbox)
    .where(
        sa.tuple_(_owed.channel, _owed.chat).in_(
            sa.select(_owed.channel, _owed.chat)
            .where(_owed.worker == sa.bindparam("of_dead"))
            .limit(sa.bindparam("at_most", type_=sa.Integer))
            .offset(sa.literal_column("0"))
            # Of two processes that claim at once, the second passes over what the first has locked
            .with_for_update(skip_locked=True)
        )
    )
    .values(worker=sa.bindparam("of_worker"), claim=sa.bindparam("of_claim"))
)
CLAIMED = Statement(
    sa.select(_owed.channel, _owed.chat, _owed.ticket, _owed.language, _owed.notice).where(
        _owed.worker == sa.bindparam("of_worker"), _owed.claim == sa.bindparam("of_claim")
    )
)

_insert_beat = insert(workers).values(id=sa.bindparam("of_worker"), beat=sa.literal_column("0"))
BEAT = Statement(
    _insert_beat.on_conflict_do_update(
        index_elements=list(workers.primary_key), set_={"beat": workers.c.beat + sa.literal_column("1")}
    )
)
WORKERS = Statement(sa.select(workers.c.id, workers.c.beat))
LEAVE = Statement(sa.delete(workers).where(workers.c.id == sa.bindparam("of_worker")))
REMOVE_WORKER = Statement(
    sa.delete(workers).where(
        workers.c.id == sa.bindparam("of_dead"),
        workers.c.beat == sa.bindparam("of_beat"),
        ~sa.exists().where(_owed.worker == sa.bindparam("of_dead")),
    )
)
"""One that is dead still and owes nothing."""
