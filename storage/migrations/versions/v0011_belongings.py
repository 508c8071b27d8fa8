"""What belongs to users, apart from ecosystems: characters and documents."""

from storage.migrations.script import run

revision = "0011_belongings"
down_revision = "0009_accounts"


def upgrade() -> None:
    run("0011_belongings.up.sql")


def downgrade() -> None:
    run("0011_belongings.down.sql")
