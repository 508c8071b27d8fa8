"""Beside the chronicle: snapshots, what is due, genres, cursors."""

from storage.migrations.script import run

revision = "0004_sidelines"
down_revision = "0003_memories"


def upgrade() -> None:
    run("0004_sidelines.up.sql")


def downgrade() -> None:
    run("0004_sidelines.down.sql")
