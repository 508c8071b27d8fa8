"""A small tale, and somebody who asks about it."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from actors.ports import Store
from tests.contract.conftest import Tale

Ask = Callable[..., Awaitable[dict[str, Any]]]
PATH = "/api/v1/graphql"


@pytest.fixture
async def montreuil(app: FastAPI, tale: Tale) -> Tale:
    """Three ticks of Montreuil, which belongs to nobody."""
    store: Store = app.state.ports.store
    await tale.found(store)
    epoch = (await store.activate(tale.ecosystem)).epoch
    for _ in range(3):
        await tale.commit(store, epoch, scenes=2)
    return tale


@pytest.fixture
def ask(client: httpx.AsyncClient, montreuil: Tale) -> Ask:
    async def asked(query: str, **variables: Any) -> dict[str, Any]:
        answer = await client.post(PATH, json={"query": query, "variables": variables})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    return asked
