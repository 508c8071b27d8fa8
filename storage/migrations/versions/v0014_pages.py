"""Indexes by which large ecosystems are read a page at a time."""

from storage.migrations.script import run

revision = "0014_pages"
down_revision = "0013_answers"


def upgrade() -> None:
    run("0014_pages.up.sql")


def downgrade() -> None:
    run("0014_pages.down.sql")
