"""Subscribers and workers, and which events they have been given."""

from storage.migrations.script import run

revision = "0008_subscriptions"
down_revision = "0007_jobs"


def upgrade() -> None:
    run("0008_subscriptions.up.sql")


def downgrade() -> None:
    run("0008_subscriptions.down.sql")
