"""How the database came to its present schema: Alembic's files."""
