"""People who log in with a password, over a gateway whose hashes are cheap."""

from dataclasses import replace

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI

from gateway.security.passwords import Passwords
from gateway.settings import GatewaySettings

PASSWORD = "two loaves of bread"


@pytest.fixture
def gateway_settings(gateway_settings: GatewaySettings) -> GatewaySettings:
    """Those of any gateway; but whoever walks through all of it may ask as often as he likes."""
    return gateway_settings.model_copy(update={"rate_limit": 1_000_000})


@pytest.fixture
async def cheap(app: FastAPI) -> FastAPI:
    """The app, with hashes that take a millisecond."""
    app.state.ports = replace(app.state.ports, passwords=Passwords(PasswordHasher(1, 8, 1)))
    return app


@pytest.fixture
async def valjean(cheap: FastAPI, visitor: httpx.AsyncClient) -> dict[str, str]:
    """What somebody needs who has registered."""
    account = {"name": "Valjean", "password": PASSWORD}
    answer = await visitor.post("/api/v1/auth/register", json=account)
    assert answer.status_code == 201, answer.text
    return {**account, "id": answer.json()["id"]}


async def logged_in(client: httpx.AsyncClient, name: str = "Valjean", password: str = PASSWORD) -> dict:
    """The pair of tokens."""
    answer = await client.post("/api/v1/auth/token", data={"username": name, "password": password})
    assert answer.status_code == 200, answer.text
    return answer.json()


def bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
