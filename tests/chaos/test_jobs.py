"""Jobs whose workers and database are killed or frozen: each is done in the end with one effect, or held with its reason."""

import asyncio
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from actors.errors import StoreUnavailable
from actors.world import World
from runtime.host import hosting
from runtime.keeping import keeping
from runtime.settings import Settings
from runtime.verification import verify
from storage.jobs.book import JobBook
from storage.jobs.job import Job
from tests.chaos.playing import Play, command, kill, playing
from tests.cluster.running import until_async
from tests.journey.shell import FABULA, at_home

HASTY = {"FABULA_JOB_HEARTBEAT": "1"}
WORK = ("jobs", "work", "--drain")


@pytest.fixture
async def play(settings: Settings, montagues: World) -> AsyncIterator[Play]:
    """Twenty ticks, all in the past."""
    async with playing(settings, montagues) as play:
        await play.run(20)
        yield play


@pytest.fixture
async def book(play: Play) -> AsyncIterator[JobBook]:
    book = JobBook(play.services.postgres_url)
    yield book
    for job in await book.jobs():
        if job.state in ("waiting", "running"):
            await book.cancel(job.id)
    await book.close()


@contextmanager
def worker(home: Path, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """A process that does jobs; it does not outlive the block."""
    with subprocess.Popen(
        [*FABULA, "jobs", "work", *arguments], env={**at_home(home), **HASTY},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


async def becomes(book: JobBook, id: int, state: str) -> Job:
    async def stands() -> bool:
        try:
            return (await book.job(id)).state == state
        except StoreUnavailable:
            return False

    await until_async(stands, 120)
    return await book.job(id)


async def agrees(settings: Settings, play: Play) -> bool:
    """Whether everything derived is what the chronicle says, the memory index too."""
    async with hosting(settings) as host, keeping(host) as keeper:
        return (await verify(play.store, play.ecosystem, keeper)).faults == []


async def test_a_job_whose_workers_are_killed_again_and_again_is_done_with_one_effect(
    settings: Settings, play: Play, book: JobBook
) -> None:
    job = await book.order(play.ecosystem, "re-embed", 5)
    dying = {**HASTY, "FABULA_CRASH": "in_memory_flush:1,in_memory_flush:2"}
    for _ in range(2):
        done = await asyncio.to_thread(command, settings.home, *WORK, **dying)
        assert done.returncode == -signal.SIGKILL, done
    done = await asyncio.to_thread(command, settings.home, *WORK, **dying)
    assert done.returncode == 0, done
    found = await book.job(job.id)
    assert (found.state, found.attempts) == ("done", 3)
    assert found.result == {"memories": len(await play.store.memories(play.ecosystem, limit=10_000))}
    assert await agrees(settings, play)


async def test_a_job_that_kills_its_worker_in_every_attempt_is_held_and_the_index_is_made_up_for(
    settings: Settings, play: Play, book: JobBook
) -> None:
    job = await book.order(play.ecosystem, "re-embed", 1)
    done = await asyncio.to_thread(command, settings.home, *WORK, **HASTY, FABULA_CRASH="in_memory_flush:1")
    assert done.returncode == -signal.SIGKILL, done
    done = await asyncio.to_thread(command, settings.home, *WORK, **HASTY)
    assert done.returncode == 0, done
    held = await book.job(job.id)
    assert (held.state, held.reason) == ("held", "its worker died in attempt 1 of 1")
    assert await agrees(settings, play)


async def test_a_worker_that_is_killed_beside_its_heavy_step_is_replaced(settings: Settings, play: Play, book: JobBook) -> None:
    job = await book.order(play.ecosystem, "snapshots", 5)
    with worker(settings.home) as process:
        await becomes(book, job.id, "running")
        process.send_signal(signal.SIGKILL)
        process.wait()
    with worker(settings.home, "--drain") as process:
        assert await asyncio.to_thread(process.wait, 120) == 0
    done = await book.job(job.id)
    assert (done.state, done.attempts, done.result) == (
        "done",
        2,
        {"snapshots": len(await play.store.whereabouts(play.ecosystem))},
    )
    await play.run(30)
    await play.is_as_if_nothing_had_happened(30)


async def test_a_database_that_is_killed_beside_a_job_costs_nothing_but_time(
    settings: Settings, play: Play, book: JobBook
) -> None:
    job = await book.order(play.ecosystem, "verify", 5)
    with worker(settings.home):  # which starts it again
        await becomes(book, job.id, "running")
        kill("postgres", settings.home)
        done = await becomes(book, job.id, "done")
        assert done.result["ok"]
        another = await book.order(play.ecosystem, "verify", 5)
        assert (await becomes(book, another.id, "done")).attempts == 1


async def test_a_worker_that_was_frozen_while_another_took_over_writes_nothing_and_goes_on(
    settings: Settings, play: Play, book: JobBook
) -> None:
    job = await book.order(play.ecosystem, "verify", 5)
    with worker(settings.home) as frozen:
        await becomes(book, job.id, "running")
        frozen.send_signal(signal.SIGSTOP)
        with worker(settings.home, "--drain") as process:
            assert await asyncio.to_thread(process.wait, 120) == 0
        done = await book.job(job.id)
        assert (done.state, done.attempts) == ("done", 2)
        frozen.send_signal(signal.SIGCONT)
        another = await book.order(play.ecosystem, "snapshots", 5)
        await becomes(book, another.id, "done")
    assert await book.job(job.id) == done
