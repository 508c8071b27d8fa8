"""The head rows and the append-only log."""

from storage.migrations.script import run

revision = "0001_chronicle"
down_revision = None


def upgrade() -> None:
    run("0001_chronicle.up.sql")


def downgrade() -> None:
    run("0001_chronicle.down.sql")
