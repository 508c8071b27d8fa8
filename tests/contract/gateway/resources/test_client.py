"""The Python client over a world that was played: what it reads is what the gateway says."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from gateway.client import AsyncClient
from gateway.client.aio.resources import all_of
from gateway.client.errors import Changed, NotFound
from gateway.schemas.administration import FlagChange, QuotaChange
from tests.contract.gateway.people import person
from tests.contract.gateway.resources.conftest import READING, TICKS, Played

pytestmark = READING


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def client(inn_app: FastAPI) -> AsyncIterator[AsyncClient]:
    """An administrator's, in this process."""
    somebody = await person(inn_app, "client-of-the-inn", "admin")
    async with AsyncClient("http://gateway", somebody.token, transport=httpx.ASGITransport(inn_app)) as client:
        yield client


async def test_encounters_are_found_read_and_explained(client: AsyncClient, played: Played) -> None:
    met = [one async for one in all_of(lambda cursor: client.interactions.list(played.ecosystem, limit=20, cursor=cursor))]
    assert [one.id for one in reversed(met)] == [event.id for event in played.of_kind("interaction")]
    whole = await client.interactions.get(played.ecosystem, met[0].id)
    assert (whole.seq, whole.initiator) == (met[0].seq, met[0].initiator)
    assert whole.lines
    mine = (await client.interactions.of(played.ecosystem, "anna", move=met[0].move)).items
    assert mine == [one for one in met if "anna" in (one.initiator, one.responder, *one.witnesses) and one.move == met[0].move]
    why = await client.interactions.why(played.ecosystem, met[0].initiator, met[0].id)
    assert why.interaction == met[0].id
    assert (await client.interactions.list(played.ecosystem, outcome="refuse", from_tick=3, to_tick=2 * TICKS)).items == [
        one for one in met if one.outcome == "refuse" and one.tick >= 3
    ][:50]
    with pytest.raises(NotFound):
        await client.interactions.get(played.ecosystem, "nothing")


async def test_relationships_are_read_as_of_now_and_as_of_a_tick(client: AsyncClient, played: Played) -> None:
    (now,) = (await client.relationships.list(played.ecosystem, "anna", "bruno")).items
    (first,) = (await client.relationships.list(played.ecosystem, "anna", "bruno", at=0)).items
    history = [
        point
        async for point in all_of(lambda cursor: client.relationships.history(played.ecosystem, "anna", "bruno", cursor=cursor))
    ]
    assert (history[0].now, history[-1].now) == (now, first)


async def test_graphs_are_asked_about(client: AsyncClient, played: Played) -> None:
    graph, town = client.graph, played.ecosystem
    strongest = await graph.strongest(town, limit=5)
    assert (len(strongest.edges), strongest.characters) == (5, 6)
    assert {edge.owner for edge in strongest.edges} <= {node.id for node in strongest.nodes}
    assert (await graph.metrics(town)).tick == TICKS
    assert (await graph.path(town, "anna", "dario", at=0)).tick == 0
    assert {one.id for one in (await graph.around(town, "anna", steps=2)).people} >= {"anna", "bruno"}
    assert (await graph.mutual(town, "anna", "dario")).friends is not None
    assert {name for group in (await graph.communities(town)).items for name in group} <= set(played_names(played))
    assert (await graph.central(town, limit=2)).of == 6
    assert (await graph.balance(town)).triads >= 0
    assert set((await graph.triangles(town)).of) == {"rivals", "chains"}
    assert (await graph.changed(town, since=0)).of > 0


def played_names(played: Played) -> list[str]:
    return [event.body["character"] for event in played.of_kind("character_joined")]


async def test_what_goes_from_one_to_the_next_is_asked_at_once(client: AsyncClient, played: Played) -> None:
    query = "query ($id: ID!) { ecosystem(id: $id) { tick characters { id } } }"
    told = await client.questions.ask(query, {"id": played.ecosystem})
    assert told.data == {"ecosystem": {"tick": TICKS, "characters": [{"id": name} for name in sorted(played_names(played))]}}
    assert (await client.questions.ask(query, {"id": "nowhere"})).errors


async def test_places_sheets_and_knowledge_are_read(client: AsyncClient, played: Played) -> None:
    assert [place.id for place in (await client.ecosystems.places(played.ecosystem)).items] == ["inn", "square"]
    assert len((await client.cast.sheet(played.ecosystem, "anna", most=2)).relationships) == 2
    assert len((await client.cast.knowledge(played.ecosystem, "anna", limit=1)).tidings) <= 1


async def test_administrators_do_what_they_do(client: AsyncClient, played: Played) -> None:
    made = await client.admin.create_user("Felix.Tholomyes", "four cousins and a surprise", role="free")
    assert made.name in [one.name async for one in all_of(lambda cursor: client.admin.users(limit=2, cursor=cursor))]
    changed = await client.admin.change_user(str(made.id), role="premium", etag=f'"{made.version}"')
    assert (changed.role, changed.blocked, (await client.admin.user(str(made.id))).version) == ("premium", False, changed.version)
    with pytest.raises(Changed):
        await client.admin.change_user(str(made.id), blocked=True, etag=f'"{made.version}"')
    await client.admin.end_sessions(str(made.id))
    (deed, *_) = (await client.admin.audit(object=str(made.id), limit=1)).items
    assert deed.name == "client-of-the-inn"
    flag = await client.admin.set_flag("candles", FlagChange(on=True, accounts=(made.id,)), etag=None)
    assert flag in await client.admin.flags()
    await client.admin.delete_flag("candles")
    assert await client.admin.flags() == []
    before = next(one for one in await client.admin.quotas() if one.role == "free")
    more = QuotaChange(ecosystems=9, cast=before.cast, ticks=before.ticks)
    assert (await client.admin.set_quota("free", more)).ecosystems == 9
    back = QuotaChange(ecosystems=before.ecosystems, cast=before.cast, ticks=before.ticks)
    assert (await client.admin.set_quota("free", back)).ecosystems == before.ecosystems
    await client.admin.delete_user(str(made.id))
    with pytest.raises(NotFound):
        await client.admin.user(str(made.id))
