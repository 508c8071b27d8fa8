"""Pictures of people."""

from storage.migrations.script import run

revision = "0016_pictures"
down_revision = "0015_orders"


def upgrade() -> None:
    run("0016_pictures.up.sql")


def downgrade() -> None:
    run("0016_pictures.down.sql")
