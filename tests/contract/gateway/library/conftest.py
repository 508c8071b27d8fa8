"""Two people who ask the gateway."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

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
