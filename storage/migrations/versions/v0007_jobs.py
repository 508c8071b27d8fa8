"""Background work: jobs, their schedules, and the queue of PgQueuer that brings them to workers."""

from storage.migrations.script import run

revision = "0007_jobs"
down_revision = "0006_targets"


def upgrade() -> None:
    run("0007_jobs.up.sql")


def downgrade() -> None:
    run("0007_jobs.down.sql")
