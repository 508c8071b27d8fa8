"""Two people who ask the gateway."""

from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from gateway.settings import GatewaySettings
from tests.contract.gateway.conftest import asking
from tests.contract.gateway.people import person


@pytest.fixture
async def victor(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with asking(app) as client:
        client.headers.update((await person(app, "victor")).headers)
        yield client


@pytest.fixture
async def juliette(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with asking(app) as client:
        client.headers.update((await person(app, "juliette")).headers)
        yield client


@pytest.fixture
async def sql(gateway_settings: GatewaySettings) -> AsyncIterator[asyncpg.Connection]:
    """A connection of one's own, beside the gateway's."""
    connection = await asyncpg.connect(gateway_settings.postgres_url)
    yield connection
    await connection.close()
