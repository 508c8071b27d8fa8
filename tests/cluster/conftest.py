"""What needs Ray and real servers: one of each for the whole tier, ended with it."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from actors.world import World
from runtime import cluster
from runtime.openers import Openers, served
from runtime.services import Services, open_services
from runtime.settings import Settings
from scenarios.genre import load_genre
from scenarios.loading import load_world
from storage.migrating import migrate
from storage.postgres.store import PostgresStore


@pytest.fixture(scope="package")
def data_dir() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="fabula-cluster-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="package")
def services(data_dir: Path) -> Iterator[Services]:
    with open_services(Settings(home=data_dir, embedder="hashed")) as opened:
        yield opened


@pytest.fixture(scope="package")
def ray(services: Services) -> Iterator[None]:
    cluster.connect(None)
    yield
    cluster.disconnect()


@pytest.fixture
def openers(services: Services) -> Openers:
    return served(services.postgres_url, services.redis_url)


@pytest.fixture
async def store(services: Services) -> AsyncIterator[PostgresStore]:
    await migrate(services.postgres_url, "up")
    opened = PostgresStore.open(services.postgres_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def montagues() -> World:
    return load_world("montagues", load_genre())
