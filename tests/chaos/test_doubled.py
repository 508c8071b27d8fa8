"""Whatever is said to Neo4j is said twice: each transaction takes effect once, since each of its statements looks at the mark."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

import pytest

from actors.errors import TargetUnavailable
from actors.projection import Mark
from runtime.chaos import twin
from runtime.chaos.wire import Wire
from runtime.services.ports import LOOPBACK
from storage.graph import driver, target
from storage.graph.login import Login
from storage.graph.target import Neo4jTarget
from tests.cluster.running import until_async
from tests.contract.conftest import Tale

UNGUARDED = "MATCH (e:Ecosystem {id: $ecosystem}) WHERE $before + $epoch >= 0"
LATER_SECONDS = 1.0


@asynccontextmanager
async def wired(login: Login) -> AsyncIterator[tuple[Wire, Login]]:
    """A wire to this Neo4j, and the login of whoever goes by it."""
    place = urlsplit(login.url)
    wire = Wire(partial(asyncio.open_connection, place.hostname, place.port))
    async with await asyncio.start_server(wire.serve, LOOPBACK, 0) as server:
        try:
            yield wire, replace(login, url=f"bolt://{LOOPBACK}:{server.sockets[0].getsockname()[1]}")
        finally:
            server.close()
            await wire.close()


@asynccontextmanager
async def graph(login: Login) -> AsyncIterator[Neo4jTarget]:
    opened = Neo4jTarget(login)
    try:
        yield opened
    finally:
        await opened.close()


async def told(to: Neo4jTarget, tale: Tale, before: Mark) -> Mark:
    """What happens next, and the mark after it."""
    events = tale.next(2) if tale.events else tale.begin()
    after = Mark(events[-1].seq, 1, tale.hash)
    await to.apply(tale.ecosystem, before, events, after)
    return after


async def doubled(login: Login, tale: Tale) -> tuple[Mark, Mark, str]:
    """Four batches over a wire that says everything twice, and one more by a straight way before they come again: the mark that
    there should be, the one that there is, and what is wrong with the graph."""
    async with wired(login) as (wire, by_wire), graph(by_wire) as disturbed, graph(login) as straight:
        await straight.prepare()
        await straight.forget(tale.ecosystem)
        async with wire.disturbed("double"):
            mark = Mark()
            for _ in range(4):
                mark = await told(disturbed, tale, mark)
            mark = await told(straight, tale, mark)
        found = mark, await straight.mark(tale.ecosystem), await straight.fault(tale.ecosystem, tale.rows)
        await straight.forget(tale.ecosystem)
    return found


async def test_transactions_that_arrive_twice_change_nothing_the_second_time(neo4j: Login) -> None:
    expected, found, fault = await doubled(neo4j, Tale("doubled"))
    assert (found, fault) == (expected, "")


async def test_without_the_guard_in_each_statement_they_would(neo4j: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(target, "_GUARD", UNGUARDED)
    monkeypatch.setattr(twin, "LATER_SECONDS", LATER_SECONDS)
    expected, found, fault = await doubled(neo4j, Tale("unguarded"))
    assert found.seq < expected.seq and fault


async def test_a_removal_that_arrives_twice_never_leaves_half_of_what_was_made_anew(neo4j: Login) -> None:
    tale = Tale("forgotten")
    async with wired(neo4j) as (wire, by_wire), graph(by_wire) as disturbed, graph(neo4j) as straight:
        await straight.prepare()
        await told(straight, tale, await straight.mark(tale.ecosystem))
        anew = Tale("forgotten")
        async with wire.disturbed("double"):
            await disturbed.forget(tale.ecosystem)
            mark = await told(straight, anew, await told(straight, anew, Mark()))
        if await straight.mark(tale.ecosystem) == Mark():  # then whoever projects begins once more
            await straight.apply(tale.ecosystem, Mark(), anew.events, mark)
        assert await straight.mark(tale.ecosystem) == mark
        assert await straight.fault(tale.ecosystem, anew.rows) == ""
        await straight.forget(tale.ecosystem)


async def test_a_commit_that_arrives_when_its_sender_has_given_it_up_is_done(neo4j: Login) -> None:
    async with wired(neo4j) as (wire, by_wire), driver.driver(by_wire) as opened:
        session = opened.session()
        transaction = await session.begin_transaction()
        await (await transaction.run("CREATE (:Late)")).consume()
        async with wire.disturbed("late"):
            with pytest.raises(TargetUnavailable), driver.translated():
                await transaction.commit()
        await session.close()

        async def done() -> bool:
            async with opened.session() as other:
                return bool(await (await other.run("MATCH (l:Late) DELETE l RETURN 1")).single())

        await until_async(done)
