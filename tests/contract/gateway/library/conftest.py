"""Two people who ask the gateway."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest
from fastapi import FastAPI, Request

from gateway.security.guards import principal
from gateway.security.principal import Principal, Role
from gateway.settings import GatewaySettings
from storage.accounts import Accounts
from tests.contract.gateway.conftest import asking

HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"


@pytest.fixture
async def people(app: FastAPI, gateway_settings: GatewaySettings) -> AsyncIterator[list[httpx.AsyncClient]]:
    accounts = Accounts.open(str(gateway_settings.postgres_url), size=1)
    users = [await accounts.add_user(name, None, HASH, role="premium") for name in ("victor", "juliette")]
    await accounts.close()

    async def known(request: Request) -> Principal:
        user = users[int(request.headers["x-as"])]
        return Principal(str(user.id), user.name, Role.PREMIUM)

    app.dependency_overrides[principal] = known
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(asking(app)) for _ in users]
        for number, client in enumerate(clients):
            client.headers["x-as"] = str(number)
        yield clients


@pytest.fixture
def victor(people: list[httpx.AsyncClient]) -> httpx.AsyncClient:
    return people[0]


@pytest.fixture
def juliette(people: list[httpx.AsyncClient]) -> httpx.AsyncClient:
    return people[1]
