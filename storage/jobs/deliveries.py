"""PgQueuer at work: it waits for messages, and hands the job that each one brings to a worker.

It delivers at least once. A message whose worker died is delivered again when its heartbeat is old; whatever else becomes of a
message (PgQueuer drops those whose delivery raised, or was cancelled), ``JobBook.sweep`` makes up for it.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgPoolDriver
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import FailingListenerError
from pgqueuer.domain.models import Job as Message

from actors.errors import StoreUnavailable
from storage.jobs.messages import ENTRYPOINT, NAMES, queries
from storage.postgres.refusals import translated

Perform = Callable[[int, int], Awaitable[None]]
"""Does what (job, message) asks for. What goes wrong with it is the job's business: it never raises, and is never cancelled."""

POLLS = 3
"""So often within a heartbeat's time the queue is looked at without having been notified, also for messages of dead workers."""

AT_ONCE = 2
"""Messages that one process holds, of which it works on one; PgQueuer wants at least two."""

logging.getLogger("pgqueuer").setLevel(logging.CRITICAL)  # what it complains of is said by whoever performs


class Deliveries:
    """The deliveries to one process. A message is taken for that of a dead worker when nothing was heard of it for
    ``heartbeat`` seconds; living ones are heard of twice in that time."""

    def __init__(self, url: str, heartbeat: float, perform: Perform) -> None:
        self._url = url
        self._heartbeat = heartbeat
        self._perform = perform
        self._manager: QueueManager | None = None
        self._stopped = False

    def stop(self) -> None:
        """Take no more messages; ``serve`` ends when those that were taken are dealt with."""
        self._stopped = True
        if self._manager is not None:
            self._manager.shutdown.set()

    async def serve(self) -> None:
        """Until ``stop``. Raises StoreUnavailable, when what was taken before is dealt with; it may be called again then."""
        if self._stopped:
            return
        with translated(""):
            pool = await asyncpg.create_pool(
                self._url, min_size=1, max_size=3, timeout=10, command_timeout=20, server_settings={"application_name": "fabula"}
            )
        try:
            await self._manage(pool)
        finally:
            pool.terminate()

    async def _manage(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        manager = QueueManager(queries(AsyncpgPoolDriver(pool)), NAMES.channel)

        @manager.entrypoint(ENTRYPOINT)
        async def deliver(message: Message) -> None:
            await self._perform(int(message.payload or b"0"), int(message.id))

        self._manager = manager
        if self._stopped:  # while it connected
            return
        heartbeat = timedelta(seconds=self._heartbeat)
        try:
            with translated(""):
                await manager.run(
                    dequeue_timeout=heartbeat / POLLS, heartbeat_timeout=heartbeat, batch_size=1, max_concurrent_tasks=AT_ONCE,
                    shutdown_on_listener_failure=True, log_aggregation_interval=timedelta(0),
                )  # fmt: skip
        except FailingListenerError as error:
            raise StoreUnavailable("Postgres", "it notifies no more") from error
        finally:
            self._manager = None
