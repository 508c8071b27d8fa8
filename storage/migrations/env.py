"""Alembic's entry point: everything it needs is handed over by ``storage/migrating.py``."""

from alembic import context

context.configure(**context.config.attributes["options"])
with context.begin_transaction():
    context.execute("CREATE SCHEMA IF NOT EXISTS fabula")
    context.run_migrations()
