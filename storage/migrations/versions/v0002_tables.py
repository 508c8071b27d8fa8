"""What the events say in tables: characters, interactions, relationships."""

from storage.migrations.script import run

revision = "0002_tables"
down_revision = "0001_chronicle"


def upgrade() -> None:
    run("0002_tables.up.sql")


def downgrade() -> None:
    run("0002_tables.down.sql")
