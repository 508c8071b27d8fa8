"""Which targets of projections hold something of which ecosystem."""

from storage.migrations.script import run

revision = "0006_targets"
down_revision = "0005_joinings"


def upgrade() -> None:
    run("0006_targets.up.sql")


def downgrade() -> None:
    run("0006_targets.down.sql")
