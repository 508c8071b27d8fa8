"""A small world behind the gateway, and somebody who plays it within this process."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from gateway.ports import Ports
from runtime.creation import create
from runtime.ending import end
from runtime.placement import Placement
from runtime.ray_ecosystem import Casting
from runtime.running import LocalEcosystem
from scenarios.genre import load_genre
from scenarios.loading import load_world


@pytest.fixture
async def verona(app: FastAPI) -> str:
    """The id of an ecosystem of eight people in which nothing has happened yet."""
    store = app.state.ports.store
    return (await create(store, load_world("montagues", load_genre()), 7)).founding.ecosystem


async def _play(ports: Ports) -> None:
    """As a theatre does: whatever is ordered."""
    handles: dict[str, LocalEcosystem] = {}
    async for _ in ports.bell.calls():
        await ports.bell.attend()
        for ecosystem in await ports.store.pending():
            if ecosystem not in handles:
                handles[ecosystem] = LocalEcosystem(ecosystem, ports.host.openers, Casting(Placement.HOSTED, 1))
            await handles[ecosystem].wake()


@pytest.fixture
async def played(app: FastAPI) -> AsyncIterator[None]:
    """Whatever is ordered is played."""
    ports: Ports = app.state.ports
    task = asyncio.create_task(_play(ports))
    while not await ports.bell.attended():  # noqa: ASYNC110 - it is said over Redis
        await asyncio.sleep(0.01)
    yield
    await end(task)
    for ecosystem in [head.founding.ecosystem for head in await ports.store.heads()]:
        await ports.orders.stop(ecosystem)
    await ports.bell.leave()
