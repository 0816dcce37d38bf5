"""Brings a database to the present schema, or refuses it and leaves it as it was."""

import asyncio
import logging
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.errors import StoreError, is_busy
from bot.store.place import close_to_others
from bot.store.schema import REVISION, conversations

_MIGRATIONS = Path(__file__).with_name("migrations")
_WAL_SECONDS = 5
_WAL_PAUSE_SECONDS = 0.02


async def prepare(engine: AsyncEngine, path: Path) -> None:
    """Migrate the database at ``path`` if it needs it, and close it to other users.

    Raises ``StoreError`` for a database that isn't ours or is too new, and what SQLite and the file
    system raise. After an error the engine is to be disposed of, which takes everything back.
    """
    async with engine.connect() as connection:
        # The lock comes first: of two that open a fresh file, the second finds it migrated
        await connection.exec_driver_sql("BEGIN IMMEDIATE")
        await connection.run_sync(_migrate, path)
        await connection.exec_driver_sql("COMMIT")
        close_to_others(path)
    await use_wal(engine)


def _migrate(connection: Connection, path: Path) -> None:
    revision = _revision(connection, path)
    if revision == REVISION:
        return
    # A quarter of a second to import, and a start seldom needs it
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    logging.getLogger("alembic").setLevel(logging.WARNING)  # how it goes is of no interest, only that
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))  # "%" interpolates
    config.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(config)
    if revision and revision not in {script.revision for script in scripts.walk_revisions()}:
        raise StoreError(
            f"The database at {path} was written by a newer version of Mesoguide (revision {revision}). "
            "Install that version, or point DATABASE_URL elsewhere. Nothing was changed."
        )
    command.upgrade(config, REVISION)


def _revision(connection: Connection, path: Path) -> str | None:
    """Return the revision of a database of ours, ``None`` for an empty one."""
    tables = set(
        connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        ).scalars()
    )
    if not tables:
        return None
    if not {"alembic_version", conversations.name} <= tables:
        raise StoreError(
            f"The database at {path} belongs to another program. Point DATABASE_URL at another file. "
            "Nothing was changed."
        )
    revision: str | None = connection.exec_driver_sql(
        "SELECT max(version_num) FROM alembic_version"
    ).scalar_one()
    return revision


async def use_wal(engine: AsyncEngine) -> None:
    """Let the database keep a write-ahead log: reading goes on while another process writes.

    Raises SQLAlchemy's ``OperationalError`` where another process keeps a lock for 5 seconds.
    """
    clock = asyncio.get_running_loop().time
    deadline = clock() + _WAL_SECONDS
    while True:
        try:
            async with engine.connect() as connection:
                await connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        except OperationalError as error:
            # Here SQLite doesn't wait for its lock as elsewhere: two that switch at once both fail at once
            if not is_busy(error) or clock() > deadline:
                raise
            await asyncio.sleep(_WAL_PAUSE_SECONDS)
        else:
            return
