"""A world that runs in the test's own process over real servers, which may be killed."""

import asyncio
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from actors.ports import Store
from actors.world import World
from runtime.creation import create
from runtime.fuse import Fuse
from runtime.openers import Openers, served
from runtime.placement import Placement
from runtime.ray_ecosystem import Casting
from runtime.running import LocalEcosystem, run_until
from runtime.services import Services, open_services
from runtime.settings import Settings
from runtime.status import Status
from runtime.verification import verify
from storage.migrating import migrate
from tests.cluster.running import alone, until
from tests.journey.shell import FABULA, SECONDS, at_home

TWO_TROUPES = Casting(Placement.HOSTED, 2)


@dataclass
class Play:
    """The world, and what it said of itself."""

    world: World
    services: Services
    openers: Openers
    store: Store
    ecosystem: str
    seen: list[Status] = field(default_factory=list)

    async def run(self, ticks: int) -> None:
        """Until so many ticks are over."""
        async with asyncio.timeout(300):
            await run_until(self._local, self.store, self.ecosystem, ticks, self.seen.append)

    async def reached(self, tick: int) -> None:
        await until(lambda: any(status.tick >= tick for status in self.seen))

    async def waits(self) -> str:
        """The last reason that it gave, once it waits."""
        await until(lambda: bool(self.reasons))
        return self.reasons[-1]

    @property
    def reasons(self) -> list[str]:
        """Why it waited, each time that it was asked."""
        return [status.reason for status in self.seen if status.state == "waiting"]

    async def is_as_if_nothing_had_happened(self, ticks: int) -> None:
        report = await verify(self.store, self.ecosystem, None)
        assert report.faults == []
        assert report.hash == await alone(self.world, ticks, TWO_TROUPES)

    def _local(self) -> LocalEcosystem:
        return LocalEcosystem(self.ecosystem, self.openers, TWO_TROUPES)


@asynccontextmanager
async def playing(settings: Settings, world: World, fuse: Fuse | None = None) -> AsyncIterator[Play]:
    """A newly founded world over the servers of these settings."""
    async with open_services(settings) as services:
        await migrate(services.postgres_url, "up")
        openers = served(services.postgres_url, services.redis_url, fuse)
        store = await openers.store()
        ecosystem = (await create(store, world, 7)).founding.ecosystem
        yield Play(world, services, openers, store, ecosystem)
        await store.close()


def kill(name: str, home: Path) -> None:
    """SIGKILL to this data directory's server and all its children."""
    victims = [
        process
        for process in psutil.process_iter(["name", "cwd", "cmdline"])
        if process.info["name"] == name and str(home) in f"{process.info['cwd']} {process.info['cmdline']}"
    ]
    assert victims, f"no {name} runs in {home}"
    for process in victims:
        process.send_signal(signal.SIGKILL)


def command(home: Path, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """A command with these variables beside the usual ones, whatever comes of it."""
    environment = {**at_home(home), **variables}
    return subprocess.run([*FABULA, *arguments], env=environment, capture_output=True, text=True, timeout=SECONDS, check=False)
