"""Answers to requests that came with an Idempotency-Key."""

from storage.migrations.script import run

revision = "0013_answers"
down_revision = "0011_belongings"


def upgrade() -> None:
    run("0013_answers.up.sql")


def downgrade() -> None:
    run("0013_answers.down.sql")
