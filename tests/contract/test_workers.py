"""Workers over a real Postgres that may be killed, with kinds of jobs that fail, last, wait and vanish."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg
import pytest
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver

from actors.errors import JobStopped, ServicesBusy
from runtime.jobs import progress as progresses
from runtime.jobs import worker as workers
from runtime.jobs.kinds import Kind
from runtime.jobs.offers import OFFERS, offer_of
from runtime.jobs.worker import Worker, backoff
from storage.jobs.book import JobBook
from storage.jobs.messages import queries

HEARTBEAT = 1.0
SOON = 120.0


class Trade:
    """One kind of job that does what the test says, and remembers how often it was begun."""

    def __init__(self) -> None:
        self.begun = 0
        self.ended = 0
        self.under_way = asyncio.Event()
        self.may_end = asyncio.Event()
        self.errors: list[Exception] = []

    async def work(self, bench, ecosystem, progress):
        self.begun += 1
        self.under_way.set()
        if self.errors:
            raise self.errors.pop(0)
        await self.may_end.wait()
        self.ended += 1
        return {"ecosystem": ecosystem}


@pytest.fixture
def trade(monkeypatch):
    monkeypatch.setattr(workers, "LOOK_SECONDS", 0.1)
    monkeypatch.setattr(workers, "AGAIN_SECONDS", 0.1)
    monkeypatch.setattr(workers, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(workers, "BACKOFF_SECONDS", 0.1)
    return Trade()


@pytest.fixture
async def book(database, postgres_store, tale):
    await tale.found(postgres_store)
    opened = JobBook(database)
    yield opened
    await opened.close()


@pytest.fixture
def hired(database, trade):
    """Has a worker work for a block."""

    @asynccontextmanager
    async def hire(work=None):
        worker = Worker(database, None, HEARTBEAT, {"verify": Kind("verify", "", work or trade.work, 3)})
        task = asyncio.create_task(worker.work())
        try:
            yield worker
        finally:
            worker.stop()
            async with asyncio.timeout(SOON):
                await task

    return hire


async def ended(trade: Trade) -> bool:
    return trade.ended == 1


async def becomes(book: JobBook, id: int, state: str) -> None:
    await until(lambda: stands(book, id, state))


async def stands(book: JobBook, id: int, state: str) -> bool:
    return (await book.job(id)).state == state


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(SOON):
        while not await condition():  # noqa: ASYNC110 - the condition is outside this process
            await asyncio.sleep(0.02)


async def test_a_job_is_done_once_with_its_result(book, hired, trade, sql):
    trade.may_end.set()
    job = await book.order("montreuil", "verify", 3)
    async with hired(), hired():
        await becomes(book, job.id, "done")
    done = await book.job(job.id)
    assert (trade.begun, done.attempts, done.result) == (1, 1, {"ecosystem": "montreuil"})
    assert await sql.fetchval("SELECT count(*) FROM fabula.pgqueuer") == 0


async def test_a_job_that_fails_is_tried_again_and_done(book, hired, trade):
    trade.errors, _ = [ValueError("two\nlines"), RuntimeError("bad")], trade.may_end.set()
    job = await book.order("montreuil", "verify", 3)
    async with hired():
        await becomes(book, job.id, "done")
    assert (trade.begun, (await book.job(job.id)).reason) == (3, "")


async def test_a_job_that_fails_too_often_is_held_with_the_last_reason_and_done_when_tried_again(book, hired, trade, caplog):
    trade.errors, _ = [ValueError(f"bad\nday {day}") for day in (1, 2, 3)], trade.may_end.set()
    job = await book.order("montreuil", "verify", 3)
    async with hired():
        await becomes(book, job.id, "held")
        held = await book.job(job.id)
        assert (trade.begun, held.attempts, held.reason) == (3, 3, "ValueError: bad day 3")
        assert f"job {job.id} (verify of montreuil) is held: ValueError: bad day 3" in caplog.text
        await book.retry(job.id)
        await becomes(book, job.id, "done")


def test_the_waits_double_up_to_five_minutes():
    assert [backoff(attempts) for attempts in (1, 2, 3, 4, 40)] == [2, 4, 8, 16, 300]


async def test_what_another_process_owns_is_waited_for_without_using_up_attempts(book, hired, trade):
    trade.errors, _ = [ServicesBusy("chroma", "pid 7") for _ in range(6)], trade.may_end.set()
    job = await book.order("montreuil", "verify", 3)
    async with hired():
        await becomes(book, job.id, "done")
    assert (trade.begun, (await book.job(job.id)).attempts) == (7, 1)


async def test_a_running_job_that_is_cancelled_stops_soon_and_is_not_begun_again(book, hired, trade, sql):
    job = await book.order("montreuil", "verify", 3)
    async with hired():
        await trade.under_way.wait()
        await book.cancel(job.id)
        trade.under_way.clear()
        again = await book.order("montreuil", "verify", 3)
        await trade.under_way.wait()  # so the worker is free, though nobody let the first one end
        trade.may_end.set()
        await becomes(book, again.id, "done")
    assert (trade.begun, trade.ended, (await book.job(job.id)).state) == (2, 1, "cancelled")


async def test_work_hears_from_its_progress_that_it_was_cancelled(book, hired, trade, monkeypatch):
    monkeypatch.setattr(progresses, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(workers, "LOOK_SECONDS", SOON)
    heard = asyncio.Event()

    async def counting(bench, ecosystem, progress):
        try:
            for number in range(1_000_000):
                await progress.say(number, 1_000_000, "sheep")
                trade.under_way.set()
        except JobStopped:
            heard.set()
            raise

    job = await book.order("montreuil", "verify", 3)
    async with hired(counting):
        await trade.under_way.wait()
        await until(lambda: counted(book, job.id))
        await book.cancel(job.id)
        async with asyncio.timeout(SOON):
            await heard.wait()
    assert (await book.job(job.id)).state == "cancelled"


async def counted(book, id):
    job = await book.job(id)
    return job.progress > 3 and job.step == "sheep" and job.total == 1_000_000


async def test_a_job_whose_ecosystem_is_deleted_stops(book, hired, trade, postgres_store, another):
    await book.order("montreuil", "verify", 3)
    async with hired():
        await trade.under_way.wait()
        await postgres_store.delete("montreuil")
        await another.found(postgres_store)
        trade.under_way.clear()
        job = await book.order("digne", "verify", 3)
        await trade.under_way.wait()
        trade.may_end.set()
        await becomes(book, job.id, "done")
    assert [found.id for found in await book.jobs()] == [job.id]


async def test_a_worker_that_ends_gives_back_what_it_has_as_if_it_had_not_been_begun(book, hired, trade):
    job = await book.order("montreuil", "verify", 3)
    async with hired():
        await trade.under_way.wait()
    given_back = await book.job(job.id)
    assert (given_back.state, given_back.attempts, given_back.reason) == ("waiting", 0, "its worker ended before it")
    trade.may_end.set()
    async with hired():
        await becomes(book, job.id, "done")
    assert trade.begun == 2


async def test_a_job_outlives_a_database_that_is_killed_while_it_runs(book, hired, trade, postgres):
    job = await book.order("montreuil", "verify", 3)
    async with hired():
        await trade.under_way.wait()
        await asyncio.to_thread(postgres.kill)
        trade.may_end.set()
        await until(lambda: ended(trade))  # while nobody answers
        await asyncio.to_thread(postgres.start)
        await becomes(book, job.id, "done")
        assert (trade.begun, trade.ended) == (1, 1)
        second = await book.order("montreuil", "verify", 3)
        await becomes(book, second.id, "done")


async def test_a_worker_that_was_stopped_with_its_database_away_ends_and_the_next_one_goes_on(book, hired, trade, postgres):
    job = await book.order("montreuil", "verify", 3)
    async with hired():
        await trade.under_way.wait()
        await asyncio.to_thread(postgres.kill)
    await asyncio.to_thread(postgres.start)
    trade.may_end.set()
    async with hired():
        await becomes(book, job.id, "done")
    assert (await book.job(job.id)).attempts == 2


async def test_messages_that_pgqueuer_drops_are_made_up_for(book, hired, trade, sql):
    trade.may_end.set()
    job = await book.order("montreuil", "verify", 3)
    await sql.execute("DELETE FROM fabula.pgqueuer")
    async with hired():
        await becomes(book, job.id, "done")


async def test_a_kind_that_this_fabula_does_not_know_is_held_in_the_end(book, hired):
    job = await book.order("montreuil", "divination", 1)
    async with hired():
        await becomes(book, job.id, "held")
    assert "this Fabula knows no kind 'divination'" in (await book.job(job.id)).reason


async def test_the_tables_are_those_that_pgqueuer_wants(database):
    connection = await asyncpg.connect(database)
    try:
        assert list((await queries(AsyncpgDriver(connection)).plan_upgrade()).statements) == []
    finally:
        await connection.close()


def test_an_unknown_kind_is_refused_with_those_that_there_are():
    assert offer_of("verify") is OFFERS["verify"]
    with pytest.raises(Exception, match=r"'dance' is no kind of job; there are: re-embed, graph, snapshots, verify"):
        offer_of("dance")
