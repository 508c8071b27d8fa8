"""The port Target, over every target: what is applied takes effect once, together with its mark, or not at all."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import count

import pytest

from actors.errors import MarkMoved, MarkTaken, StaleEpoch, TargetRefused, TargetUnavailable
from actors.events import chained
from actors.projection import Mark, Target
from actors.records import rows_of
from runtime.services.ports import LOOPBACK, kept_port
from storage.graph import driver
from storage.graph.target import Neo4jTarget
from storage.in_memory.target import InMemoryTarget
from storage.kafka.target import KafkaTarget
from tests.contract.conftest import Tale

topics = (f"fabula.test-{number}" for number in count())


@pytest.fixture(params=["memory", "neo4j", "kafka"])
async def target(request: pytest.FixtureRequest) -> AsyncIterator[Target]:
    opened: Target = InMemoryTarget()
    if request.param == "neo4j":
        opened = Neo4jTarget(request.getfixturevalue("neo4j"))
        for ecosystem in ("montreuil", "digne"):
            await opened.forget(ecosystem)
    elif request.param == "kafka":
        opened = KafkaTarget(request.getfixturevalue("kafka"), next(topics))
    await opened.prepare()
    yield opened
    await opened.close()


@pytest.fixture
async def graph(neo4j, request) -> AsyncIterator[Neo4jTarget]:
    opened = Neo4jTarget(neo4j)
    await opened.forget("montreuil")
    await opened.prepare()
    yield opened
    await opened.close()


def told(tale: Tale, scenes: int = 1, **how) -> tuple[list, Mark]:
    """What happens next, and the mark after it."""
    events = tale.next(scenes, **how) if tale.events else tale.begin()
    return events, Mark(events[-1].seq, 1, tale.hash)


async def applied(target: Target, tale: Tale, ticks: int = 3) -> Mark:
    """A tale told to its target, tick by tick."""
    mark = await target.mark(tale.ecosystem)
    for _ in range(ticks):
        events, after = told(tale)
        await target.apply(tale.ecosystem, mark, events, after)
        mark = after
    return mark


async def test_what_is_applied_moves_the_mark_and_is_held(target, tale):
    assert await target.mark("montreuil") == Mark()
    mark = await applied(target, tale)
    assert await target.mark("montreuil") == mark
    assert await target.fault("montreuil", tale.rows) == ""


async def test_several_ticks_at_once_are_held_as_if_they_had_come_one_by_one(target, tale, another):
    events = [*tale.begin(), *tale.next(2), *tale.next(1, affinity=-900), *tale.next(3)]
    await target.apply("montreuil", Mark(), events, Mark(events[-1].seq, 1, tale.hash))
    assert await target.fault("montreuil", tale.rows) == ""
    await applied(target, another)
    assert await target.fault("digne", another.rows) == ""


async def test_a_relationship_to_somebody_who_joins_in_a_later_batch_is_held(target, tale):
    mark = Mark()
    for event in tale.begin():
        after = Mark(event.seq, 1, chained(mark.hash, [event]))
        await target.apply("montreuil", mark, [event], after)
        assert await target.fault("montreuil", rows_of(tale.events[: event.seq])) == ""
        mark = after


async def test_the_same_events_again_are_refused_and_change_nothing(target, tale):
    mark = await applied(target, tale)
    events, after = told(tale)
    await target.apply("montreuil", mark, events, after)
    with pytest.raises(MarkMoved):
        await target.apply("montreuil", mark, events, after)
    assert await target.mark("montreuil") == after
    assert await target.fault("montreuil", tale.rows) == ""


async def test_events_after_a_gap_are_refused_and_change_nothing(target, tale):
    mark = await applied(target, tale)
    before = tale.rows
    told(tale)
    events, after = told(tale)
    with pytest.raises(MarkMoved):
        await target.apply("montreuil", Mark(events[0].seq - 1, 1), events, after)
    assert await target.mark("montreuil") == mark
    assert await target.fault("montreuil", before) == ""


async def test_whoever_is_of_an_earlier_epoch_is_refused_and_changes_nothing(target, tale):
    mark = await applied(target, tale)
    events, after = told(tale)
    await target.apply("montreuil", mark, events, after._replace(epoch=5))
    later, last = told(tale)
    with pytest.raises(StaleEpoch):
        await target.apply("montreuil", after, later, last._replace(epoch=4))
    assert await target.mark("montreuil") == after._replace(epoch=5)


async def test_of_many_who_apply_the_same_at_once_one_does(target, tale):
    mark = await applied(target, tale)
    events, after = told(tale)
    outcomes = await asyncio.gather(*(target.apply("montreuil", mark, events, after) for _ in range(6)), return_exceptions=True)
    assert outcomes.count(None) == 1
    assert {type(outcome) for outcome in outcomes if outcome is not None} <= {MarkMoved, MarkTaken, TargetUnavailable}
    assert await target.mark("montreuil") == after
    assert await target.fault("montreuil", tale.rows) == ""


async def test_a_forgotten_ecosystem_leaves_nothing_and_the_others_as_they_are(target, tale, another):
    await applied(target, tale)
    await applied(target, another)
    await target.forget("montreuil")
    await target.forget("montreuil")
    await target.forget("nowhere")
    assert await target.mark("montreuil") == Mark()
    assert await target.fault("montreuil", rows_of([])) == ""
    assert await target.fault("digne", another.rows) == ""
    await applied(target, Tale())


async def test_what_it_holds_is_compared_with_what_it_should(target, tale):
    await applied(target, tale)
    changed = tale.events[:-1]
    assert await target.fault("montreuil", rows_of([*changed, replace(tale.next()[0], seq=99)])) != ""


async def test_preparing_again_changes_nothing(target, tale):
    mark = await applied(target, tale)
    await target.prepare()
    assert await target.mark("montreuil") == mark


async def test_a_removal_that_was_not_finished_is_finished_by_whoever_begins_anew(graph, tale):
    await applied(graph, tale, 4)
    async with driver.session(graph._driver) as session:
        await (await session.run("MATCH (e:Ecosystem {id: 'montreuil'}) DELETE e")).consume()
    anew = Tale()
    events = anew.begin(("javert", "valjean"))
    await graph.apply("montreuil", Mark(), events, Mark(events[-1].seq, 1, chained(Mark().hash, events)))
    assert await graph.fault("montreuil", anew.rows) == ""


async def test_what_somebody_else_changed_in_the_graph_is_found(graph, tale):
    await applied(graph, tale)
    for change, found in [
        ("(c:Character {key: 'montreuil:javert'}) SET c.place = 'nowhere'", "the character javert should be"),
        (
            "(:Character {key: 'montreuil:javert'})-[r:RELATES_TO]->() SET r.trust = 7",
            "the relationship ('javert', 'valjean')",
        ),
        (
            "(:Character {key: 'montreuil:javert'})-[i:INTERACTED]->() SET i.count = 9",
            "the meetings of ('javert', 'valjean')",
        ),
    ]:
        async with driver.session(graph._driver) as session:
            await (await session.run(f"MATCH {change}")).consume()
        assert found in await graph.fault("montreuil", tale.rows)
        await graph.forget("montreuil")
        await graph.apply("montreuil", Mark(), tale.events, Mark(tale.events[-1].seq, 1, tale.hash))
        assert await graph.fault("montreuil", tale.rows) == ""


async def test_a_wrong_password_is_said_with_what_to_do(neo4j):
    opened = Neo4jTarget(replace(neo4j, password="wrong"))
    with pytest.raises(TargetRefused, match="check FABULA_NEO4J_USER and FABULA_NEO4J_PASSWORD"):
        await opened.mark("montreuil")
    await opened.close()


async def test_where_nobody_answers_it_is_said_within_seconds(neo4j, tmp_path):
    opened = Neo4jTarget(replace(neo4j, url=f"bolt://{LOOPBACK}:{kept_port(tmp_path / 'port')}"))
    async with asyncio.timeout(8):
        with pytest.raises(TargetUnavailable, match="does not answer"):
            await opened.mark("montreuil")
    await opened.close()
