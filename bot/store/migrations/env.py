"""Alembic runs this for every migration; ``bot.store.migrate`` hands it a connection in a transaction."""

from alembic import context

from bot.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
