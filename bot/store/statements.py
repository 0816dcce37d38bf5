"""What is asked of the database. Built once: building a statement anew costs as much as running it."""

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.store.schema import conversations

_columns = conversations.c
_of_key = (_columns.channel == bindparam("of_channel")) & (_columns.chat == bindparam("of_chat"))

LOAD = select(_columns.data, _columns.version).where(_of_key)
INSERT = insert(conversations).values(version=1).on_conflict_do_nothing()
UPDATE = (
    update(conversations)
    .where(_of_key, _columns.version == bindparam("expected"))
    .values(version=_columns.version + 1)
)
DELETE = delete(conversations).where(_of_key)
ERASE_IDLE = delete(conversations).where(_columns.updated_at < bindparam("before"))
COUNT = select(func.count()).select_from(conversations)
