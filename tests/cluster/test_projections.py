"""Projections on Ray: kill -9 of their process, or of Neo4j, in the middle of a run, and the graph is the chronicle's fold."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from functools import partial

import pytest

from actors.ports import Due
from actors.projection import Target
from actors.world import World
from runtime.creation import create
from runtime.openers import Openers
from runtime.projected import RayProjections, projected
from runtime.projector import Projector
from runtime.ray_ecosystem import RayEcosystem
from runtime.running import run_until
from runtime.services.neo4j import Neo4j
from runtime.target_openers import open_neo4j
from runtime.verification import verify
from storage.graph.login import Login
from storage.graph.target import Neo4jTarget
from storage.postgres.store import PostgresStore
from tests.cluster.running import HOSTED, Trouble, alone, kill, processes, until, until_async
from tests.servers import running

TICKS = 40


@pytest.fixture(scope="module")
def graph() -> Iterator[Neo4j]:
    """A Neo4j that may be killed: nobody else uses it."""
    with running(Neo4j) as server:
        assert isinstance(server, Neo4j)
        yield server


@pytest.fixture
def login(graph: Neo4j) -> Login:
    assert graph.login is not None
    return graph.login


@pytest.fixture
async def target(login: Login) -> AsyncIterator[Target]:
    opened = Neo4jTarget(login)
    yield opened
    await opened.close()


@pytest.fixture
def projecting(openers: Openers, login: Login) -> Openers:
    return replace(openers, targets=(partial(open_neo4j, login),))


@pytest.fixture(scope="module")
def undisturbed(montagues: World) -> str:
    return asyncio.run(alone(montagues, TICKS))


async def run(store: PostgresStore, openers: Openers, world: World, trouble: Trouble, notes: list[str]) -> str:
    """A run with all that ``fabula run`` has around it for projections; the ecosystem."""
    ecosystem = (await create(store, world, 7)).founding.ecosystem
    async with projected(openers, store, ecosystem, notes.append):
        handles: list[RayEcosystem] = []

        def make() -> RayEcosystem:
            handles.append(RayEcosystem(ecosystem, openers, HOSTED))
            return handles[-1]

        status = await run_until(make, store, ecosystem, TICKS, trouble.see)
        handles[0].kill()
    assert status.tick == TICKS and trouble.done, status
    return ecosystem


async def caught_up(store: PostgresStore, target: Target, ecosystem: str) -> None:
    """Wait until the projector, which nobody calls, has got to the head; then compare."""
    head = await store.head(ecosystem)

    async def there() -> bool:
        return (await target.mark(ecosystem)).seq == head.seq

    await until_async(there)
    report = await verify(store, ecosystem, None, [target])
    assert report.faults == [] and report.checks["neo4j"]


async def test_the_graph_is_whole_when_the_run_ends(
    ray: None, store: PostgresStore, projecting: Openers, target: Target, montagues: World, undisturbed: str
) -> None:
    notes: list[str] = []
    ecosystem = await run(store, projecting, montagues, Trouble(5, lambda: None), notes)
    assert (await target.mark(ecosystem)).hash == undisturbed
    report = await verify(store, ecosystem, None, [target])
    assert report.faults == [] and report.checks["neo4j"]
    assert not any("neo4j" in note.lower() for note in notes)


async def test_a_projector_killed_in_the_middle_of_a_run_comes_back_by_itself_and_doubles_nothing(
    ray: None, store: PostgresStore, projecting: Openers, target: Target, montagues: World, undisturbed: str
) -> None:
    await until(lambda: not processes("Projections"), 60)
    ecosystem = await run(store, projecting, montagues, Trouble(10, kill("Projections")), [])
    assert (await store.head(ecosystem)).hash == undisturbed
    await caught_up(store, target, ecosystem)


async def test_neo4j_killed_in_the_middle_of_a_run_stops_nothing_and_the_graph_catches_up(
    ray: None, graph: Neo4j, store: PostgresStore, projecting: Openers, target: Target, montagues: World, undisturbed: str
) -> None:
    def die() -> None:
        assert graph.server.pid is not None
        os.kill(graph.server.pid, signal.SIGKILL)

    notes: list[str] = []
    ecosystem = await run(store, projecting, montagues, Trouble(10, die), notes)
    assert (await store.head(ecosystem)).hash == undisturbed
    assert any("Neo4j does not answer" in note and "catches up" in note for note in notes)
    with graph.home.held() as lock:
        graph.start(lock)
    graph.settle()
    await caught_up(store, target, ecosystem)


async def test_with_nothing_to_do_projections_give_their_process_back_and_come_again_when_asked(
    ray: None, store: PostgresStore, projecting: Openers, target: Target, montagues: World
) -> None:
    await until(lambda: not processes("Projections"), 60)
    ecosystem = (await create(store, montagues, 7)).founding.ecosystem
    handle = RayProjections(ecosystem, projecting)
    await handle.caught_up((await store.head(ecosystem)).seq)
    assert processes("Projections")
    await until(lambda: not processes("Projections"), 60)
    async with projected(projecting, store, ecosystem, print):
        await store.order(ecosystem, Due("live", "test", 0, {"tempo_ms": 60_000}))
    await caught_up(store, target, ecosystem)


async def test_a_deleted_ecosystem_leaves_the_graph_also_when_its_projector_is_at_work(
    ray: None, store: PostgresStore, projecting: Openers, target: Target, montagues: World
) -> None:
    ecosystem = (await create(store, montagues, 7)).founding.ecosystem
    handle = RayProjections(ecosystem, projecting)
    await handle.caught_up((await store.head(ecosystem)).seq)
    await store.delete(ecosystem)
    await Projector(store, target, ecosystem).forget()

    async def gone() -> bool:
        return (await target.mark(ecosystem)).seq == 0 and ecosystem not in await store.leftovers("neo4j")

    await until_async(gone)
