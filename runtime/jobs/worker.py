"""The worker: does one job after another, and sees to it that each ends as done, held or cancelled, whatever happens."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from actors.errors import FabulaError, InvalidRequest, JobStopped, ServicesBusy, StoreUnavailable
from runtime.ending import end
from runtime.host import Host
from runtime.jobs.bench import Bench, OpenKeeper, bench_of
from runtime.jobs.kinds import KINDS, Kind
from runtime.jobs.progress import Progress
from storage.jobs.book import JobBook
from storage.jobs.deliveries import Deliveries
from storage.jobs.job import Job

LOG = logging.getLogger(__name__)
T = TypeVar("T")

BACKOFF_SECONDS, BACKOFF_MOST = 2.0, 300.0
BUSY_SECONDS = 3.0
"""A job whose index another process owns is put off for about so long: then the owner itself may come first."""

LOOK_SECONDS = 1.0
"""Between two looks whether a job is still ours."""

AGAIN_SECONDS = 1.0
END_SECONDS = 10.0
"""So long a worker that is told to end may take to give back what it has."""


def backoff(attempts: int) -> float:
    """Seconds to wait after so many attempts that failed."""
    return float(min(BACKOFF_SECONDS * 2 ** (attempts - 1), BACKOFF_MOST))


class Worker:
    """One for each process. It survives its database."""

    def __init__(self, url: str, bench: Bench, heartbeat: float, kinds: Mapping[str, Kind] = KINDS) -> None:
        self._url = url
        self._bench = bench
        self._kinds = kinds
        self._book = JobBook(url)
        self._deliveries = Deliveries(url, heartbeat, self._perform)
        self._sweep_seconds = heartbeat / 2
        self._turns = asyncio.Lock()
        self._over = asyncio.Event()
        self._working: asyncio.Task[dict[str, Any]] | None = None

    async def work(self) -> None:
        """Until ``stop``. What is under way then is given back, and is as if it had not been begun."""
        sweeping = asyncio.create_task(self._sweep())
        said = ""
        try:
            while not self._over.is_set():
                try:
                    await self._deliveries.serve()
                except FabulaError as error:
                    if str(error) != said:
                        LOG.info("jobs wait: %s", error)
                    said = str(error)
                    await self._rest(AGAIN_SECONDS)
        finally:
            await end(sweeping)
            with suppress(FabulaError):  # else the next worker does it
                await self._book.sweep(self._caps)
            await self._book.close()

    def stop(self) -> None:
        """Begin nothing more, and give back what is under way."""
        self._over.set()
        self._deliveries.stop()
        if self._working is not None:
            self._working.cancel()

    async def drained(self) -> None:
        """Until no job waits or runs any more, whoever does them."""
        while await self._surely(self._book.open):
            await self._rest(LOOK_SECONDS)

    @property
    def _caps(self) -> dict[str, int]:
        return {kind.name: kind.cap for kind in self._kinds.values()}

    async def _sweep(self) -> None:
        while True:
            with suppress(FabulaError):  # else it is done half a heartbeat later
                await self._book.sweep(self._caps)
            await asyncio.sleep(self._sweep_seconds)

    async def _perform(self, id: int, message: int) -> None:
        """One delivery; see ``Perform``."""
        async with self._turns:
            if self._over.is_set():  # the sweep at the end sends it anew
                return
            job = await self._surely(lambda: self._book.begin(id, message))
            if job is None:
                return
            LOG.info("job %s (%s of %s): attempt %s of %s", job.id, job.kind, job.ecosystem, job.attempts, job.cap)
            working = self._working = asyncio.create_task(self._work(job))
            watching = asyncio.create_task(self._watch(job, working))
            try:
                if self._over.is_set():
                    working.cancel()
                await asyncio.wait({working})
            finally:
                self._working = None
                await end(watching)
                await end(working)
            await self._settle(job, working)

    async def _work(self, job: Job) -> dict[str, Any]:
        progress = Progress(self._url, job.id, job.turn)
        try:
            kind = self._kinds.get(job.kind)
            if kind is None:
                raise InvalidRequest(f"job {job.id}", f"this Fabula knows no kind '{job.kind}'; another one ordered it")
            return await kind.work(self._bench, job.ecosystem, progress)
        finally:
            await progress.close()

    async def _watch(self, job: Job, working: "asyncio.Task[dict[str, Any]]") -> None:
        """End the work when the job is cancelled, or somebody else's."""
        held = True
        while held:
            await asyncio.sleep(LOOK_SECONDS)
            with suppress(StoreUnavailable):
                held = await self._book.holds(job.id, job.turn)
        await end(working)

    async def _settle(self, job: Job, working: "asyncio.Task[dict[str, Any]]") -> None:
        """Write down what came of it."""
        if working.cancelled():
            if self._over.is_set():
                await self._put_off(job, "its worker ended before it", 0.0, counts=False)
            return
        error = working.exception()
        if error is None:
            await self._surely(lambda: self._book.finish(job.id, job.turn, working.result()))
        elif isinstance(error, ServicesBusy):
            await self._put_off(job, f"it waits: {error}", BUSY_SECONDS * random.uniform(0.5, 1.5), counts=False)
        elif not isinstance(error, JobStopped):
            await self._failed(job, reason_of(error))

    async def _failed(self, job: Job, reason: str) -> None:
        if job.attempts < job.cap:
            LOG.info("job %s failed: %s", job.id, reason)
            await self._put_off(job, reason, backoff(job.attempts), counts=True)
        elif await self._surely(lambda: self._book.hold(job.id, job.turn, reason)):
            LOG.warning("job %s (%s of %s) is held: %s", job.id, job.kind, job.ecosystem, reason)

    async def _put_off(self, job: Job, reason: str, seconds: float, counts: bool) -> None:
        await self._surely(lambda: self._book.put_off(job.id, job.turn, reason, seconds, counts))

    async def _surely(self, call: Callable[[], Awaitable[T]]) -> T | None:
        """Its result, however long the database is away; None when this worker ends first: a sweep makes up for it."""
        while True:
            try:
                return await call()
            except StoreUnavailable:
                if self._over.is_set():
                    return None
                await self._rest(AGAIN_SECONDS)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), seconds)


def reason_of(error: BaseException) -> str:
    """One line for people."""
    text = " ".join(str(error).split())
    return text if isinstance(error, FabulaError) else f"{type(error).__name__}: {text}"


def _ended(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        LOG.error("no more jobs are done here: %s", reason_of(error))


@asynccontextmanager
async def working(host: Host, keeper: OpenKeeper | None = None) -> AsyncIterator[Worker]:
    """Do what jobs there are inside the block, whichever ecosystem they are for; ``keeper`` as for ``bench_of``."""
    worker = Worker(host.services.postgres_url, bench_of(host, keeper), host.settings.job_heartbeat)
    task = asyncio.create_task(worker.work())
    task.add_done_callback(_ended)
    try:
        yield worker
    finally:
        worker.stop()
        try:
            await asyncio.wait({task}, timeout=END_SECONDS)
        finally:
            await end(task)
