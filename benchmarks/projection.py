"""D8: how fast a chronicle is projected into Neo4j, beside bare statements with the very same rows; and how late it is there."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from actors.errors import ServiceFailed
from actors.events import Event
from actors.ports import Store
from actors.projection import Standing
from actors.supervisor import Supervisor
from benchmarks.alone import alone, played
from benchmarks.plan import Plan
from benchmarks.playing import WrongRun
from benchmarks.spread import percentile
from benchmarks.stand import Stand
from runtime.garbage import collect_rarely
from runtime.projecting import Projecting
from runtime.projector import Projector
from runtime.services.home import Home
from runtime.services.neo4j import Neo4j
from runtime.verification import verify
from storage.graph import driver
from storage.graph.login import Login
from storage.graph.target import Neo4jTarget, statements

EVENTS_PER_S = 1_000
"""The pace at which lateness is measured."""


def projects(stand: Stand) -> str:
    """Why no Neo4j can run here; "" when one can."""
    try:
        Neo4j(Home(stand.settings.home)).check()
    except ServiceFailed as error:
        return str(error)
    return ""


async def projection(stand: Stand, plan: Plan) -> dict[str, float]:
    """One round: events/s of a projector that catches up, those of the bare statements, and how late events are at a pace."""
    collect_rarely()  # as the process that projects does
    async with graph(stand) as login, alone(stand) as (supervisor, store):
        target = Neo4jTarget(login)
        try:
            await target.prepare()
            await played(supervisor, plan.projected)
            events = [event async for batch in store.events(supervisor.ecosystem) for event in batch]
            await _bare(login, events)  # a Java server is slow until it has compiled what it runs
            await _caught_up(store, target, supervisor.ecosystem)
            await Projector(store, target, supervisor.ecosystem).forget()
            bare = await _bare(login, events)
            seconds = await _caught_up(store, target, supervisor.ecosystem)
            late = await _late(stand, supervisor, store, target, plan.projected)
            await _checked(store, target, supervisor.ecosystem)
        finally:
            await target.close()
    return {
        "events_per_s": len(events) / seconds, "bare": len(events) / bare,
        "late_p50_ms": percentile(late, 50), "late_p99_ms": percentile(late, 99),
    }  # fmt: skip


async def _checked(store: Store, target: Neo4jTarget, ecosystem: str) -> None:
    """Raises WrongRun unless the graph is what the chronicle says; then it forgets it."""
    report = await verify(store, ecosystem, None, [target])
    if wrong := [*report.faults, *report.unchecked]:
        raise WrongRun(wrong[0])
    await Projector(store, target, ecosystem).forget()


async def _caught_up(store: Store, target: Neo4jTarget, ecosystem: str) -> float:
    """Seconds for all of it."""
    begun = time.perf_counter()
    await Projector(store, target, ecosystem).catch_up()
    return time.perf_counter() - begun


async def _bare(login: Login, events: Sequence[Event]) -> float:
    """Seconds for the same rows in the same batches, of an ecosystem that nobody else knows: no mark, no lock, nothing read."""
    ecosystem = "bare"
    batches = [statements(ecosystem, events[at : at + 1000]) for at in range(0, len(events), 1000)]
    async with driver.driver(login) as opened:
        begun = time.perf_counter()
        for batch in batches:
            async with driver.session(opened) as session, await session.begin_transaction() as transaction:
                for statement, rows in batch:
                    if rows:
                        await (await transaction.run(statement, ecosystem=ecosystem, rows=rows)).consume()
                await transaction.commit()
        seconds = time.perf_counter() - begun
    cleaner = Neo4jTarget(login)
    await cleaner.forget(ecosystem)
    await cleaner.close()
    return seconds


async def _late(stand: Stand, supervisor: Supervisor, store: Store, target: Neo4jTarget, ticks: int) -> list[float]:
    """Milliseconds from a tick's commit to its place in the graph, at a steady pace."""
    herald = await stand.openers.herald()
    committed: dict[int, float] = {}
    late: list[float] = []

    async def publish(standing: Standing) -> None:
        now = time.perf_counter()
        late.extend((now - committed.pop(seq)) * 1000 for seq in [seq for seq in committed if seq <= standing.seq])

    part = Projecting(store, herald, target, supervisor.ecosystem, publish)
    working = asyncio.create_task(part.work())
    try:
        for _ in range(ticks):
            begun, before = time.perf_counter(), supervisor.head.seq
            await supervisor.tick()
            committed[supervisor.head.seq] = time.perf_counter()
            await asyncio.sleep(max(0.0, (supervisor.head.seq - before) / EVENTS_PER_S - (time.perf_counter() - begun)))
        while committed:  # noqa: ASYNC110 - it ends with the last of many
            await asyncio.sleep(0.01)
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await herald.close()
    return late


@asynccontextmanager
async def graph(stand: Stand) -> AsyncIterator[Login]:
    """A Neo4j of the stand's own, for one round."""
    server = Neo4j(Home(stand.settings.home))
    server.check()
    await asyncio.to_thread(server.fetch)
    with server.home.held() as lock:
        await asyncio.to_thread(server.start, lock)
    try:
        await asyncio.to_thread(server.settle)
        assert server.login is not None
        yield server.login
    finally:
        await asyncio.to_thread(server.stop)
