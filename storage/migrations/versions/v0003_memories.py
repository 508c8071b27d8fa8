"""What characters remember, with words and vectors to search by."""

from storage.migrations.script import run

revision = "0003_memories"
down_revision = "0002_tables"


def upgrade() -> None:
    run("0003_memories.up.sql")


def downgrade() -> None:
    run("0003_memories.down.sql")
