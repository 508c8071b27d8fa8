"""Jobs over a real Postgres: ordered once, begun one attempt at a time, held with their reason, and gone with their ecosystem."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from actors.errors import EcosystemUnknown, InvalidRequest, JobUnknown
from storage.jobs.book import JobBook


@pytest.fixture
async def book(database, postgres_store, tale):
    await tale.found(postgres_store)
    opened = JobBook(database)
    yield opened
    await opened.close()


async def message_of(sql, job):
    return await sql.fetchval("SELECT message FROM fabula.jobs WHERE id = $1", job.id)


async def queued(sql):
    return await sql.fetchval("SELECT count(*) FROM fabula.pgqueuer WHERE status IN ('queued', 'picked')")


async def begun(book, sql, job):
    taken = await book.begin(job.id, await message_of(sql, job))
    assert taken is not None
    return taken


async def test_what_waits_already_is_not_ordered_twice(book, sql):
    job = await book.order("montreuil", "verify", 3)
    assert (job.state, job.attempts, job.cap) == ("waiting", 0, 3)
    assert await book.order("montreuil", "verify", 3) == job
    assert (await book.order("montreuil", "snapshots", 3)).id != job.id
    assert await queued(sql) == 2
    assert await book.open() == 2


async def test_many_orders_at_once_are_one_job(book):
    jobs = await asyncio.gather(*(book.order("montreuil", "verify", 3) for _ in range(8)))
    assert len({job.id for job in jobs}) == 1


async def test_what_is_done_can_be_ordered_again(book, sql):
    job = await begun(book, sql, await book.order("montreuil", "verify", 3))
    assert await book.finish(job.id, job.turn, {"ok": True})
    done = await book.job(job.id)
    assert (done.state, done.result, done.reason) == ("done", {"ok": True}, "")
    assert (await book.order("montreuil", "verify", 3)).id != job.id


async def test_an_attempt_counts_before_anything_is_done_in_it(book, sql):
    job = await begun(book, sql, await book.order("montreuil", "verify", 3))
    assert (job.state, job.attempts, job.turn) == ("running", 1, 1)


async def test_a_job_that_kills_its_worker_each_time_is_held_after_its_last_attempt(book, sql):
    job = await book.order("montreuil", "verify", 2)
    for _ in range(2):
        await begun(book, sql, job)
    assert await book.begin(job.id, await message_of(sql, job)) is None
    held = await book.job(job.id)
    assert (held.state, held.reason) == ("held", "its worker died in attempt 2 of 2")


async def test_whoever_began_before_writes_nothing_any_more(book, sql):
    job = await book.order("montreuil", "verify", 3)
    first, second = await begun(book, sql, job), await begun(book, sql, job)
    assert not await book.advance(job.id, first.turn, 1, 2, "events")
    assert not await book.finish(job.id, first.turn, {})
    assert not await book.hold(job.id, first.turn, "no")
    assert not await book.put_off(job.id, first.turn, "no", 0, counts=False)
    assert not await book.holds(job.id, first.turn)
    assert await book.holds(job.id, second.turn)
    assert await book.advance(job.id, second.turn, 1, 2, "events")
    assert ((await book.job(job.id)).progress, (await book.job(job.id)).state) == (1, "running")


async def test_an_old_message_brings_nothing(book, sql):
    job = await book.order("montreuil", "verify", 3)
    old = await message_of(sql, job)
    taken = await begun(book, sql, job)
    assert await book.put_off(job.id, taken.turn, "later", 60, counts=True)
    assert await book.begin(job.id, old) is None
    waiting = await book.job(job.id)
    assert (waiting.state, waiting.reason, waiting.attempts) == ("waiting", "later", 1)
    assert waiting.not_before is not None


async def test_being_put_off_need_not_count(book, sql):
    taken = await begun(book, sql, await book.order("montreuil", "verify", 3))
    assert await book.put_off(taken.id, taken.turn, "busy", 0, counts=False)
    assert (await book.job(taken.id)).attempts == 0


async def test_what_is_cancelled_is_never_begun(book, sql):
    job = await book.order("montreuil", "verify", 3)
    message = await message_of(sql, job)
    assert (await book.cancel(job.id)).state == "cancelled"
    assert await queued(sql) == 0
    assert await book.begin(job.id, message) is None


async def test_what_runs_can_be_cancelled_and_its_worker_is_told(book, sql):
    taken = await begun(book, sql, await book.order("montreuil", "verify", 3))
    await book.cancel(taken.id)
    assert not await book.holds(taken.id, taken.turn)
    assert not await book.finish(taken.id, taken.turn, {})
    assert (await book.job(taken.id)).state == "cancelled"


async def test_what_is_over_cannot_be_cancelled(book, sql):
    taken = await begun(book, sql, await book.order("montreuil", "verify", 3))
    await book.finish(taken.id, taken.turn, {})
    with pytest.raises(InvalidRequest, match=f"job {taken.id}: it is done already; there is nothing to cancel"):
        await book.cancel(taken.id)


async def test_what_is_held_or_cancelled_can_be_tried_again_as_often_as_a_new_one(book, sql):
    taken = await begun(book, sql, await book.order("montreuil", "verify", 1))
    await book.hold(taken.id, taken.turn, "a bad day")
    again = await book.retry(taken.id)
    assert (again.state, again.attempts, again.reason, again.ended_at) == ("waiting", 0, "", None)
    assert (await begun(book, sql, again)).turn == 2
    await book.cancel(taken.id)
    assert (await book.retry(taken.id)).state == "waiting"


async def test_what_waits_or_runs_or_is_done_is_not_tried_again(book, sql):
    job = await book.order("montreuil", "verify", 3)
    with pytest.raises(InvalidRequest, match="it is waiting, neither held nor cancelled"):
        await book.retry(job.id)
    taken = await begun(book, sql, job)
    with pytest.raises(InvalidRequest, match="it is running, neither held nor cancelled"):
        await book.retry(job.id)
    await book.finish(taken.id, taken.turn, {})
    with pytest.raises(InvalidRequest, match=r"it is done, .* order a new one with `fabula jobs add`"):
        await book.retry(job.id)


async def test_what_was_ordered_anew_meanwhile_is_not_tried_again(book):
    old = await book.order("montreuil", "verify", 3)
    await book.cancel(old.id)
    new = await book.order("montreuil", "verify", 3)
    with pytest.raises(InvalidRequest, match="another job of its kind waits or runs"):
        await book.retry(old.id)
    assert [(job.id, job.state) for job in await book.jobs()] == [(new.id, "waiting"), (old.id, "cancelled")]


async def test_nobody_knows_a_job_that_was_never_ordered(book):
    for call in (book.job(99_999_999), book.cancel(99_999_999), book.retry(99_999_999)):
        with pytest.raises(JobUnknown, match="99999999"):
            await call


async def test_an_ecosystem_that_is_not_there_gets_no_jobs(book, sql):
    for call in (book.order("nowhere", "verify", 3), book.schedule("nowhere", "verify", "0 3 * * *"), book.jobs("nowhere")):
        with pytest.raises(EcosystemUnknown, match="nowhere"):
            await call
    assert (await queued(sql), await book.jobs(), await book.schedules()) == (0, [], [])


async def test_deleting_an_ecosystem_removes_its_jobs_messages_and_schedules(book, sql, postgres_store, another):
    await another.found(postgres_store)
    await book.order("digne", "verify", 3)
    taken = await begun(book, sql, await book.order("montreuil", "verify", 3))
    await book.schedule("montreuil", "verify", "0 3 * * *")
    await postgres_store.delete("montreuil")
    assert [job.ecosystem for job in await book.jobs()] == ["digne"]
    assert await book.schedules() == []
    assert await queued(sql) == 1
    assert not await book.finish(taken.id, taken.turn, {})


async def test_a_sweep_sends_anew_what_no_message_brings_any_more(book, sql):
    job = await book.order("montreuil", "verify", 3)
    lost = await message_of(sql, job)
    await sql.execute("DELETE FROM fabula.pgqueuer")
    await book.sweep({})
    assert await message_of(sql, job) != lost
    assert await queued(sql) == 1
    await book.sweep({})
    assert await queued(sql) == 1
    assert (await begun(book, sql, job)).attempts == 1


async def test_a_sweep_orders_what_is_due_once_however_much_was_missed(book, sql):
    made = await book.schedule("montreuil", "verify", " 30  3 * * * ")
    assert made.cron == "30 3 * * *"
    assert timedelta(0) < made.next_at - datetime.now(UTC) <= timedelta(days=1)
    await sql.execute("UPDATE fabula.job_schedules SET next_at = now() - interval '3 days'")
    await asyncio.gather(*(book.sweep({"verify": 4}) for _ in range(3)))
    assert [(job.kind, job.cap) for job in await book.jobs()] == [("verify", 4)]
    (schedule,) = await book.schedules()
    assert schedule == made


async def test_a_sweep_leaves_schedules_of_unknown_kinds_alone(book, sql):
    await book.schedule("montreuil", "divination", "* * * * *")
    await sql.execute("UPDATE fabula.job_schedules SET next_at = now()")
    await book.sweep({"verify": 4})
    assert await book.jobs() == []


async def test_a_new_schedule_replaces_the_old_one_and_can_be_taken_back(book):
    await book.schedule("montreuil", "verify", "0 3 * * *")
    await book.schedule("montreuil", "verify", "0 4 * * 1")
    assert [schedule.cron for schedule in await book.schedules()] == ["0 4 * * 1"]
    await book.unschedule("montreuil", "verify")
    with pytest.raises(InvalidRequest, match="it has no schedule"):
        await book.unschedule("montreuil", "verify")


@pytest.mark.parametrize("cron", ["", "whenever", "* * * *", "* * * * * *", "61 * * * *", "0 0 31 2 *", "@daily"])
async def test_a_schedule_that_makes_no_sense_is_refused(book, cron):
    with pytest.raises(InvalidRequest, match="--every"):
        await book.schedule("montreuil", "verify", cron)
    assert await book.schedules() == []


async def test_what_is_long_over_is_forgotten_and_what_is_held_is_not(book, sql):
    for kind in ("verify", "snapshots", "re-embed"):
        taken = await begun(book, sql, await book.order("montreuil", kind, 3))
        await (book.hold(taken.id, taken.turn, "why") if kind == "verify" else book.finish(taken.id, taken.turn, {}))
    await sql.execute("UPDATE fabula.jobs SET ended_at = now() - interval '31 days' WHERE kind <> 're-embed'")
    await sql.execute("UPDATE fabula.pgqueuer_log SET created = now() - interval '31 days'")
    await book.sweep({})
    assert sorted(job.kind for job in await book.jobs()) == ["re-embed", "verify"]
    assert await sql.fetchval("SELECT count(*) FROM fabula.pgqueuer_log") == 0
