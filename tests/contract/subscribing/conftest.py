"""Towns in memory, and over real servers."""

import pytest

from storage.bus import RedisHerald
from storage.in_memory.herald import InMemoryHerald
from storage.in_memory.store import InMemoryStore
from storage.postgres.store import PostgresStore
from tests.contract.subscribing.town import founded


@pytest.fixture
def servers(postgres, valkey):
    """Real ones."""
    return postgres, f"unix://{valkey.unix_socket_path}"


@pytest.fixture(params=["in-memory", "servers"])
def wherever(request):
    """The servers behind it all; None when it needs none."""
    return request.getfixturevalue("servers") if request.param == "servers" else None


@pytest.fixture
async def town(wherever):
    if wherever is None:
        ports = InMemoryStore(), InMemoryHerald()
    else:
        ports = PostgresStore.open(await wherever[0].emptied()), RedisHerald(wherever[1], pause=0)
    async with founded(*ports) as made:
        yield made


@pytest.fixture
async def city(servers):
    """Over real servers only."""
    async with founded(PostgresStore.open(await servers[0].emptied()), RedisHerald(servers[1], pause=0)) as made:
        yield made
