"""Questions to the graph over the API."""

import asyncio

import pytest

from actors.records import rows_of
from gateway import asking_graphs
from gateway.asking_graphs import GraphDesk
from gateway.errors import TakesTooLong
from runtime import looking_back
from runtime.graphs import Answer
from storage.graph.networkx_graph import NetworkXGraph
from tests.contract.gateway.resources.conftest import READING, TICKS

pytestmark = READING


@pytest.fixture
def graph(played):
    def at(tick):
        rows = rows_of(event for event in played.events if event.tick <= tick)
        return NetworkXGraph(played.ecosystem, rows.personas, rows.relationships.values())

    return at


@pytest.fixture
def ask(guest, played):
    async def ask(name, **query):
        answer = await guest.get(f"{played.path}/graph{name}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


async def test_nodes_and_edges_are_the_strongest_first(ask, graph):
    whole = await ask("")
    assert {node["id"] for node in whole["nodes"]} == {
        name for edge in whole["edges"] for name in (edge["owner"], edge["target"])
    }
    assert sorted((edge["owner"], edge["target"]) for edge in whole["edges"]) == [
        (row.owner, row.target) for row in await graph(TICKS).relationships()
    ]
    few = await ask("", limit=3)
    assert few["edges"] == whole["edges"][:3]
    assert (few["tick"], few["source"], few["characters"]) == (TICKS, "Postgres", 6)
    assert {edge["kind"] for edge in (await ask("", kind="enemy"))["edges"]} <= {"enemy"}


async def test_metrics_count_every_kind(ask, graph):
    metrics, rows = await ask("/metrics"), await graph(TICKS).relationships()
    assert metrics["relationships"] == len(rows) == sum(kind["relationships"] for kind in metrics["kinds"])
    assert metrics["density"] == round(sum(row.kind != "stranger" for row in rows) / 30, 6)


@pytest.mark.parametrize(
    ("at", "tick", "source"), [(None, TICKS, "Postgres"), (0, 0, "the chronicle"), (20, 20, "the chronicle")]
)
async def test_answers_are_those_of_the_graph_at_that_tick(ask, graph, at, tick, source):
    when, then = ({} if at is None else {"at": at}), graph(tick)
    way = await ask("/path", start="anna", end="carla", **when)
    assert (way["path"], way["tick"], way["source"], way["excuse"]) == (await then.path("anna", "carla"), tick, source, "")
    near = await ask("/around", character="fabio", steps=2, **when)
    assert [tuple(one.values()) for one in near["people"]] == (await then.around("fabio", 2)).people
    assert len(near["relationships"]) == len((await then.around("fabio", 2)).relationships)
    common = await ask("/mutual", one="anna", other="carla", **when)
    assert (common["friends"], common["enemies"]) == tuple(await then.mutual("anna", "carla"))
    assert (await ask("/communities", **when))["items"] == await then.communities()
    assert [tuple(one.values()) for one in (await ask("/central", **when))["items"]] == await then.centralities()
    balance = await ask("/balance", **when)
    assert balance["triads"] == (await then.balance()).triads
    love = await ask("/triangles", **when)
    assert love["of"] == {"rivals": len((await then.triangles()).rivals), "chains": len((await then.triangles()).chains)}


@pytest.mark.parametrize("tick", [0, 1, 20, TICKS - 1, TICKS])
async def test_the_past_looked_up_from_now_back_is_that_which_the_chronicle_says(inn_app, played, graph, monkeypatch, tick):
    monkeypatch.setattr(looking_back, "FEW", 0)
    monkeypatch.setattr(looking_back, "WORTH", 0)
    monkeypatch.setattr(looking_back, "AT_ONCE", 7)
    ports = inn_app.state.ports
    found = await looking_back.graph_then(ports.store, ports.pages, await ports.store.head(played.ecosystem), tick)
    assert await found.relationships() == await graph(tick).relationships()
    assert await found.centralities() == await graph(tick).centralities()


async def test_the_past_is_folded_where_that_is_faster(inn_app, played):
    ports = inn_app.state.ports
    head = await ports.store.head(played.ecosystem)
    assert await looking_back.graph_then(ports.store, ports.pages, head, 1) is None


async def test_what_has_changed_between_two_ticks(ask, graph):
    for until in (TICKS, 30):
        expected = await graph(until).changed(await graph(10).relationships())
        found = await ask("/changed", since=10, **({} if until == TICKS else {"until": until}))
        assert (found["of"], found["tick"]) == (len(expected), until)
        assert [(one["owner"], one["target"], one["total"]) for one in found["items"]] == [change[:3] for change in expected]
    assert len((await ask("/changed", limit=1))["items"]) == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("path?start=anna&end=nobody", 404), ("around?character=nobody", 404), ("mutual?one=anna&other=o'brien;--", 404),
        ("mutual?one=anna&other=anna", 422), ("path?start=anna", 422), ("path?start=a%00&end=anna", 422),
        ("around?character=anna&steps=7", 422), ("around?character=anna&steps=-1", 422), ("communities?at=61", 422),
        ("communities?at=-1", 422), ("communities?limit=0", 422), ("central?limit=2001", 422), ("changed?since=61", 422),
        ("changed?since=5&until=4", 422), ("changed?until=61", 422), ("balance?at=now", 422),
    ],
)  # fmt: skip
async def test_what_makes_no_sense_is_refused(guest, played, path, status):
    answer = await guest.get(f"{played.path}/graph/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_same_question_is_answered_once_as_long_as_nothing_happens(inn_app, guest, played, monkeypatch):
    asked = []
    graphs = inn_app.state.ports.graphs
    ask = type(graphs).ask

    async def counting(self, *how):
        asked.append(how)
        return await ask(self, *how)

    monkeypatch.setattr(type(graphs), "ask", counting)
    answers = await asyncio.gather(*(guest.get(f"{played.path}/graph/central?at=33") for _ in range(5)))
    assert len({answer.text for answer in answers}) == len(asked) == 1
    known = {"If-None-Match": answers[0].headers["etag"]}
    assert (await guest.get(f"{played.path}/graph/central?at=33", headers=known)).status_code == 304


async def test_what_failed_is_asked_again_and_what_takes_long_is_said(monkeypatch):
    desk, tries = GraphDesk(), []

    async def failing():
        tries.append(1)
        raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            await desk.ask(("a",), failing)
    assert len(tries) == 2
    gate = asyncio.Event()

    async def slow():
        await gate.wait()
        return Answer(1, 0, "Postgres")

    monkeypatch.setattr(asking_graphs, "PATIENCE_SECONDS", 0.05)
    with pytest.raises(TakesTooLong):
        await desk.ask(("b",), slow)
    gate.set()
    monkeypatch.setattr(asking_graphs, "PATIENCE_SECONDS", 5.0)
    assert (await desk.ask(("b",), slow)).value == 1
