"""Which event answered what people ordered."""

from storage.migrations.script import run

revision = "0015_orders"
down_revision = "0014_pages"


def upgrade() -> None:
    run("0015_orders.up.sql")


def downgrade() -> None:
    run("0015_orders.down.sql")
