"""Accounts: users and how they sign in, what belongs to whom, flags, quotas, and the audit log."""

from storage.migrations.script import run

revision = "0009_accounts"
down_revision = "0008_subscriptions"


def upgrade() -> None:
    run("0009_accounts.up.sql")


def downgrade() -> None:
    run("0009_accounts.down.sql")
