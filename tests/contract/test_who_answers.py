"""Who answers a question about relationships: Neo4j when it is where the chronicle is; and whatever it does, an answer comes."""

import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest

from actors.errors import CharacterUnknown, EcosystemUnknown, InvalidRequest
from actors.graph import Change
from actors.records import rows_of
from runtime.graphs import Graphs, graphs_at, names_of
from runtime.projector import Projector
from runtime.services.ports import LOOPBACK, kept_port
from storage.graph import driver
from storage.graph.target import Neo4jTarget
from tests.contract.conftest import Tale

REBUILD = "`fabula graph rebuild montreuil` makes it anew"


@pytest.fixture
async def told(store, tale) -> Tale:
    """A tale of three ticks, in the store."""
    await tale.found(store)
    epoch = (await store.activate("montreuil")).epoch
    await tale.commit(store, epoch, affinity=100)
    await tale.commit(store, epoch, affinity=-400)
    return tale


@pytest.fixture
async def projector(store, told, neo4j) -> AsyncIterator[Projector]:
    """Keeps a real Neo4j current."""
    target = Neo4jTarget(neo4j)
    await target.forget("montreuil")
    projector = Projector(store, target, "montreuil")
    await projector.catch_up()
    yield projector
    await target.close()


async def relationships(graph):
    return await graph.relationships()


def as_rows(tale: Tale):
    return sorted(tale.rows.relationships.values())


async def test_without_neo4j_the_tables_answer_and_nothing_is_excused(store, told):
    answer = await Graphs(store, None).ask("montreuil", relationships)
    assert answer == (as_rows(told), 2, "Postgres", "")


async def test_a_neo4j_that_is_current_answers(store, told, projector, neo4j):
    answer = await Graphs(store, neo4j).ask("montreuil", relationships)
    assert answer == (as_rows(told), 2, "Neo4j", "")


async def test_of_a_neo4j_that_is_behind_it_is_said_by_how_much(store, told, projector, neo4j):
    events = await told.commit(store, (await store.head("montreuil")).epoch, affinity=900)
    answer = await Graphs(store, neo4j).ask("montreuil", relationships)
    assert answer == (as_rows(told), 3, "Postgres", f"Neo4j is {len(events)} events behind")
    await projector.catch_up()
    assert (await Graphs(store, neo4j).ask("montreuil", relationships)).source == "Neo4j"


async def test_what_the_world_does_between_two_looks_is_gone_after(store, told, projector, neo4j, monkeypatch):
    earlier = await store.head("montreuil")
    await told.commit(store, earlier.epoch)
    await projector.catch_up()
    heads, look = [earlier], store.head

    async def head(ecosystem: str):
        return heads.pop() if heads else await look(ecosystem)

    monkeypatch.setattr(store, "head", head)
    answer = await Graphs(store, neo4j).ask("montreuil", relationships)
    assert (answer.value, answer.tick, answer.source) == (as_rows(told), 3, "Neo4j")


async def test_a_neo4j_that_knows_nothing_of_it_does_not_answer(store, told, projector, neo4j):
    await projector.forget()
    answer = await Graphs(store, neo4j).ask("montreuil", relationships)
    assert answer == (as_rows(told), 2, "Postgres", f"Neo4j is {len(told.events)} events behind")


async def test_a_neo4j_that_is_ahead_of_a_restored_chronicle_does_not_answer(store, told, projector, neo4j):
    head = await store.head("montreuil")
    for seq, hash, excuse in [
        (head.seq + 1, head.hash, f"Neo4j is 1 event ahead; {REBUILD}"),
        (head.seq, "0000", "what neo4j holds of ecosystem 'montreuil' is not from its chronicle: "
                           f"at event {head.seq} its hash is 0000, that of the chronicle {head.hash}; {REBUILD}"),
    ]:  # fmt: skip
        async with driver.driver(neo4j) as opened, driver.session(opened) as session:
            change = "MATCH (e:Ecosystem {id: 'montreuil'}) SET e.seq = $seq, e.hash = $hash"
            await (await session.run(change, seq=seq, hash=hash)).consume()
        answer = await Graphs(store, neo4j).ask("montreuil", relationships)
        assert answer == (as_rows(told), 2, "Postgres", excuse)


async def test_a_wrong_password_fails_no_question(store, told, projector, neo4j):
    """After a right one: a server that hears three wrong ones in a row refuses all for a while."""
    answer = await Graphs(store, replace(neo4j, password="wrong")).ask("montreuil", relationships)
    assert (answer.value, answer.source) == (as_rows(told), "Postgres")
    assert answer.excuse.endswith("check FABULA_NEO4J_USER and FABULA_NEO4J_PASSWORD")


@pytest.fixture
def mute() -> Iterator[str]:
    """Where somebody listens who never says anything."""
    with socket.socket() as server:
        server.bind((LOOPBACK, 0))
        server.listen()
        yield f"bolt://{LOOPBACK}:{server.getsockname()[1]}"


async def test_a_neo4j_that_cannot_be_reached_fails_no_question(store, told, neo4j, mute, tmp_path, monkeypatch):
    monkeypatch.setattr(driver, "_CONNECTING", 0.3)
    for url, reason in [
        (f"bolt://{LOOPBACK}:{kept_port(tmp_path / 'port')}", "Neo4j does not answer: connection refused"),
        ("bolt://nowhere.invalid:7687", "Neo4j does not answer: "),
        (mute, "Neo4j does not answer: "),
    ]:
        answer = await Graphs(store, replace(neo4j, url=url)).ask("montreuil", relationships)
        assert (answer.value, answer.source) == (as_rows(told), "Postgres")
        assert answer.excuse.startswith(reason)
        assert "\n" not in answer.excuse


async def test_what_the_question_refuses_is_refused_whoever_answers(store, told, projector, neo4j):
    for login in (None, neo4j):
        with pytest.raises(CharacterUnknown):
            await Graphs(store, login).ask("montreuil", lambda graph: graph.path("javert", "zorro"))
        with pytest.raises(EcosystemUnknown):
            await Graphs(store, login).ask("nowhere", relationships)


# ---------------------------------------------------------------- the past


async def test_the_past_is_answered_from_the_chronicle_also_with_neo4j(store, told, neo4j):
    for tick in range(3):
        answer = await Graphs(store, neo4j).ask("montreuil", relationships, at=tick)
        expected = sorted(rows_of(event for event in told.events if event.tick <= tick).relationships.values())
        assert answer == (expected, tick, "the chronicle", "")


async def test_a_tick_that_never_was_is_refused(store, told):
    graphs = Graphs(store, None)
    for tick in (-1, 3):
        with pytest.raises(InvalidRequest, match=f"--at: ecosystem 'montreuil' has no tick {tick}; it is at tick 2"):
            await graphs.ask("montreuil", relationships, at=tick)
    with pytest.raises(InvalidRequest, match="--to"):
        await graphs.changed("montreuil", 0, 3)
    with pytest.raises(EcosystemUnknown):
        await graphs.ask("nowhere", relationships, at=0)


async def test_what_has_changed_between_two_ticks_or_until_now(store, told, projector, neo4j):
    once = Change("javert", "valjean", 150, (0, 0, 0, 0), (100, -20, 30, 0), "stranger", "stranger")
    twice = Change("javert", "valjean", 450, (0, 0, 0, 0), (-400, -20, 30, 0), "stranger", "stranger")
    back = Change("valjean", "javert", 500, (-100, -20, 30, 0), (400, -20, 30, 0), "stranger", "stranger")
    assert await Graphs(store, neo4j).changed("montreuil", 0, 1) == ([once], 1, "the chronicle", "")
    assert await Graphs(store, neo4j).changed("montreuil", 0) == ([back, twice], 2, "Neo4j", "")
    assert await Graphs(store, None).changed("montreuil", 0) == ([back, twice], 2, "Postgres", "")
    assert (await Graphs(store, None).changed("montreuil", 2, 2)).value == []


async def test_graphs_of_several_ticks_come_from_one_reading(store, told):
    first, second, third = await graphs_at(store, "montreuil", {"a": 0, "b": 1, "c": 1})
    assert await second.relationships() == await third.relationships() != await first.relationships()


async def test_people_are_shown_by_their_short_names_where_they_have_one(store, told):
    assert await names_of(store, "montreuil", ["javert", "nobody"]) == {"javert": "javert"}
