"""Brings a database to the present schema, or refuses it and leaves it as it was."""

import logging
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, inspect

from bot.store.cipher import Cipher
from bot.store.errors import DecryptionError, StoreError
from bot.store.schema import REVISION, conversations
from bot.store.statements import ADD_TOKEN, TOKEN

_MIGRATIONS = Path(__file__).with_name("migrations")
_ENCRYPTED_SINCE = "0002"
_FOREIGN = "{place} belongs to another program. Point DATABASE_URL elsewhere. Nothing was changed."
_NEWER = (
    "{place} was written by a newer version of Mesoguide (revision {revision}). Install that version, or "
    "point DATABASE_URL elsewhere. Nothing was changed."
)
_OTHER_KEY = (
    "{place} is encrypted with another key than {source} holds. Add the key that it was encrypted with to "
    "DATA_KEY, after the others. Nothing was changed."
)


class FindCipher(Protocol):
    """Returns what conversations are encrypted with."""

    def __call__(self, *, encrypted: bool) -> Cipher:
        """``encrypted``: some are already, so that a new key would be of no use."""


def prepare(connection: Connection, place: str, find_cipher: FindCipher, *, shares: bool) -> tuple[Cipher, str | None]:
    """Migrate a database if it needs it; return its cipher, and the revision that it had before.

    The caller has begun a transaction and holds a lock, so that of two processes that start at once the
    second finds everything done. ``place`` names the database, at the beginning of a sentence; ``shares``:
    another program's tables may be beside ours. Raises ``StoreError`` for a database that isn't ours, is
    too new or is encrypted with another key, and what the database raises.
    """
    revision = _revision(connection, place, shares=shares)
    cipher = find_cipher(encrypted=revision is not None and revision >= _ENCRYPTED_SINCE)
    if revision != REVISION:
        _upgrade(connection, cipher)
    tokens = connection.execute(TOKEN.clause).scalars().all()
    if not tokens or not all(map(cipher.accepts, tokens)):
        raise DecryptionError(_OTHER_KEY.format(place=place, source=cipher.source))
    if not any(map(cipher.encrypts_like, tokens)):  # a new key comes first: who lacks it must be able to tell
        connection.execute(ADD_TOKEN.clause, {"token": cipher.check_token()})
    return cipher, revision


def _revision(connection: Connection, place: str, *, shares: bool) -> str | None:
    """Return the revision of a database of ours, ``None`` where there is nothing of ours yet."""
    tables = set(inspect(connection).get_table_names())
    ours = {"alembic_version", conversations.name}
    if not (tables & ours if shares else tables):
        return None
    if not ours <= tables:
        raise StoreError(_FOREIGN.format(place=place))
    revision: str | None = connection.exec_driver_sql("SELECT max(version_num) FROM alembic_version").scalar_one()
    if revision and not revision.isdecimal():  # ours are numbers
        raise StoreError(_FOREIGN.format(place=place))
    if revision and int(revision) > int(REVISION):
        raise StoreError(_NEWER.format(place=place, revision=revision))
    return revision


def _upgrade(connection: Connection, cipher: Cipher) -> None:
    # A quarter of a second to import, and a start seldom needs it
    from alembic import command
    from alembic.config import Config

    logging.getLogger("alembic").setLevel(logging.WARNING)  # how it goes is of no interest, only that
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))  # "%" interpolates
    config.attributes.update(connection=connection, cipher=cipher)
    command.upgrade(config, REVISION)
