"""A world that is played in this process, over the stand's servers: for what comes after the commit."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

from actors.company import shared_out
from actors.ports import Store
from actors.supervisor import Supervisor
from benchmarks.playing import SEED
from benchmarks.stand import Stand
from benchmarks.worlds import world
from runtime.clocked import Clocked
from runtime.creation import create
from runtime.local_company import LocalCompany

CAST = 77


@asynccontextmanager
async def alone(
    stand: Stand, cast_size: int = CAST, committed: Callable[[], None] = lambda: None
) -> AsyncIterator[tuple[Supervisor, Store]]:
    """One that is deleted afterwards; ``committed`` is called as soon as a commit is answered."""
    store, herald = await stand.openers.store(), await stand.openers.herald()
    try:
        ecosystem = (await create(store, world(cast_size), SEED)).founding.ecosystem
        company = LocalCompany(ecosystem, shared_out(await store.whereabouts(ecosystem), 1), stand.openers.store)
        timed = cast(Store, Clocked(store, ("commit",), lambda name, seconds: committed()))
        supervisor = Supervisor(ecosystem, timed, herald, company)
        await supervisor.activate()
        yield supervisor, store
        await company.close()
        await store.delete(ecosystem)
    finally:
        await herald.close()
        await store.close()


async def played(supervisor: Supervisor, ticks: int) -> None:
    """So many ticks."""
    for _ in range(ticks):
        await supervisor.tick()
