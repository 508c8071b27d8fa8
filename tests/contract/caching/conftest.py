"""A cache over a real Valkey."""

import pytest
from redis.asyncio import Redis

from storage.cache import Cache
from tests.contract.caching.library import Library


@pytest.fixture
def url(valkey):
    return f"unix://{valkey.unix_socket_path}"


@pytest.fixture
async def cache(url):
    opened = Cache(url, pause=0.05)
    yield opened
    await opened.close()


@pytest.fixture
async def redis(url):
    opened = Redis.from_url(url, decode_responses=True)
    yield opened
    await opened.aclose()


@pytest.fixture
def library():
    return Library()
