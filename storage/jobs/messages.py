"""Messages of PgQueuer, sent and taken back within the transaction of whoever changes the job."""

from datetime import timedelta
from typing import cast

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.settings import DBSettings
from pgqueuer.domain.types import Channel, JobId
from pgqueuer.ports.driver import Driver

from storage.postgres.connections import Connection

ENTRYPOINT = "job"

NAMES = DBSettings(
    prefix="", db_schema="fabula", channel=Channel("fabula_jobs"), function="fn_pgqueuer_changed", trigger="tg_pgqueuer_changed",
    queue_table="pgqueuer", queue_table_log="pgqueuer_log", queue_status_type="pgqueuer_status",
    statistics_table="pgqueuer_statistics", schedules_table="pgqueuer_schedules",
)  # fmt: skip
"""Those of our migrations, whatever PGQUEUER_* says in the environment."""


def queries(driver: Driver) -> Queries:
    """PgQueuer's queries on its tables in our schema."""
    return Queries(driver, QueryBuilderEnvironment(NAMES), QueryQueueBuilder(NAMES), QuerySchedulerBuilder(NAMES))


async def send(connection: Connection, job: int, delay: float = 0.0) -> int:
    """A new message that brings the job to a worker after so many seconds; its id."""
    sent = await _queries(connection).enqueue(ENTRYPOINT, str(job).encode(), execute_after=timedelta(seconds=delay))
    return int(sent[0])


async def take_back(connection: Connection, message: int) -> None:
    """Remove the message, whether or not a worker has it, and tell workers."""
    await _queries(connection).mark_job_as_cancelled([JobId(message)])


def _queries(connection: Connection) -> Queries:
    return queries(AsyncpgDriver(cast("asyncpg.Connection[asyncpg.Record]", connection)))
