"""The stand on which benchmarks run: servers and a Ray cluster of their own, in a directory that is gone afterwards."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from runtime import cluster
from runtime.openers import Openers, served
from runtime.services import open_services
from runtime.settings import Settings
from storage.migrating import migrate


@dataclass(frozen=True, slots=True)
class Stand:
    """Open for the time of one run."""

    settings: Settings
    postgres_url: str
    redis_url: str
    openers: Openers


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    """A new one, with nothing on it."""
    with _folder() as folder:
        settings = Settings(home=folder, embedder="hashed", postgres_url=None, redis_url=None, ray_address=None)
        async with open_services(settings) as services:
            await migrate(services.postgres_url, "up")
            await asyncio.to_thread(cluster.connect, None)
            try:
                openers = served(services.postgres_url, services.redis_url)
                yield Stand(settings, services.postgres_url, services.redis_url, openers)
            finally:
                cluster.disconnect()


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="fabula-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the account that runs Postgres must get in
        yield folder
