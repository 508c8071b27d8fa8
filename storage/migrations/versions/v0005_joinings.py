"""The events with which characters joined can be found by their characters."""

from storage.migrations.script import run

revision = "0005_joinings"
down_revision = "0004_sidelines"


def upgrade() -> None:
    run("0005_joinings.up.sql")


def downgrade() -> None:
    run("0005_joinings.down.sql")
