"""D9: how long a world stands still when one of its processes is killed (SIGKILL), beside the restart of a bare Ray actor."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

from actors.ports import Due, Store
from actors.projection import Target
from benchmarks.bare import ray_restart_s
from benchmarks.plan import Plan
from benchmarks.playing import SEED, WARM_TICKS, WrongRun
from benchmarks.projection import graph, projects
from benchmarks.stand import Stand
from benchmarks.worlds import world
from runtime.chaos.victims import awaited, send, workers
from runtime.creation import create
from runtime.openers import Openers
from runtime.placement import Placement
from runtime.projected import projected
from runtime.ray_ecosystem import Casting, RayEcosystem
from runtime.target_openers import open_neo4j
from runtime.verification import verify
from storage.graph.login import Login

CASTING = Casting(Placement.HOSTED, 2)
FAR = 1_000_000
TEMPO_MS = 250
LOOK_SECONDS = 0.002
PATIENCE = 120.0

UNDER_WAY = 2
"""The tick that is under way may need nothing of a process that is killed any more; the next one does."""

Where = Callable[[], Awaitable[int]]
"""How far something has got."""


async def recovery(stand: Stand, plan: Plan, characters: int) -> dict[str, float]:
    """One round: seconds from the kill of each until what it does was done again; of the projector only where a Neo4j can run.

    Raises WrongRun when the world or the graph is not what the chronicle says afterwards.
    """
    found = {"bare": await asyncio.to_thread(ray_restart_s)}
    async with _playing(stand.openers, characters, Due("run", "benchmark", 0, {"until": FAR})) as (store, ecosystem):
        ticks = partial(_tick, store, ecosystem)
        for victim in ("troupe", "supervisor"):
            found[f"{victim}_s"] = await _restored(victim, ticks, UNDER_WAY)
    if not projects(stand):
        async with graph(stand) as login:
            found["projector_s"] = await _projecting(stand, login, characters)
    return found


async def _projecting(stand: Stand, login: Login, characters: int) -> float:
    """The same of the process that projects, of a world that lives at a tempo which Neo4j keeps up with."""
    opener = partial(open_neo4j, login)
    target, openers = await opener(), replace(stand.openers, targets=(opener,))
    try:
        async with _playing(openers, characters, Due("live", "benchmark", 0, {"tempo_ms": TEMPO_MS}), target) as (
            store,
            ecosystem,
        ):
            where = partial(_mark, target, ecosystem)
            await _reached(where, (await store.head(ecosystem)).seq)
            seconds = await _restored("projector", where, 1)
        await target.forget(ecosystem)
    finally:
        await target.close()
    return seconds


@asynccontextmanager
async def _playing(
    openers: Openers, characters: int, order: Due, target: Target | None = None
) -> AsyncIterator[tuple[Store, str]]:
    """A world that plays on Ray as it is ordered; verified and deleted afterwards."""
    store = await openers.store()
    ecosystem = (await create(store, world(characters), SEED)).founding.ecosystem
    try:
        async with projected(openers, store, ecosystem, print):
            await store.order(ecosystem, order)
            handle = RayEcosystem(ecosystem, openers, CASTING)
            await handle.wake()
            await _reached(partial(_tick, store, ecosystem), WARM_TICKS)
            yield store, ecosystem
            await store.done(ecosystem, order)
            handle.kill()
        report = await verify(store, ecosystem, None, [target] if target else [])
        if wrong := [*report.faults, *report.unchecked]:
            raise WrongRun(wrong[0])
        await store.delete(ecosystem)
    finally:
        await store.close()


async def _mark(target: Target, ecosystem: str) -> int:
    return (await target.mark(ecosystem)).seq


async def _tick(store: Store, ecosystem: str) -> int:
    return (await store.head(ecosystem)).tick


async def _restored(victim: str, where: Where, more: int) -> float:
    """Seconds from the kill until that which the victim moves has got so much further."""
    victims = await awaited(lambda: workers(victim, os.getpid()))
    if not victims:
        raise WrongRun(f"no {victim} is there to be killed")
    before = await where()
    send(victims[:1], signal.SIGKILL)
    begun = time.perf_counter()
    await _reached(where, before + more)
    return time.perf_counter() - begun


async def _reached(where: Where, least: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while await where() < least:  # noqa: ASYNC110 - it is moved by other processes
            await asyncio.sleep(LOOK_SECONDS)
