"""Targets that cannot be projected to: each says in one line of the log, in `fabula show` and in health what to do, and is asked
again without an end."""

import asyncio
import gc
import logging
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from actors.projection import Mark
from runtime import projecting
from runtime.host import Host
from runtime.lagging import lags
from runtime.noticing import standings_of
from runtime.openers import Openers
from runtime.projections import Projections
from runtime.services import Services
from runtime.services.ports import LOOPBACK, kept_port
from runtime.settings import Settings
from runtime.showing import stands
from runtime.targets import open_targets, openers_of
from storage.graph import driver
from storage.in_memory.board import InMemoryBoard
from storage.in_memory.herald import InMemoryHerald
from storage.in_memory.store import InMemoryStore
from tests.cluster.running import until, until_async
from tests.contract.conftest import Tale

NOT_ALLOWED = 29
"""What a broker says of a topic that this client may not create."""


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """What drivers leave open that are cancelled while they connect is let go here, and not in whatever test comes next."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


class Restless(InMemoryHerald):
    """Wakes whoever listens without a pause."""

    async def listen(self, ecosystem: str) -> AsyncIterator[int]:
        while True:
            await asyncio.sleep(0)
            yield 0


@dataclass
class Stage:
    """A world that is projected to what is configured badly."""

    host: Host
    board: InMemoryBoard
    projections: Projections

    async def shown(self) -> tuple[str, str, str]:
        """What health calls it, the reason there, and its line in ``fabula show``."""
        [standing] = await standings_of(self.host, "montreuil")
        *_, told = await lags(self.host, self.board, await self.host.store.head("montreuil"))
        return told.state, told.reason, stands(standing)


@asynccontextmanager
async def staged(services: Services, tale: Tale) -> AsyncIterator[Stage]:
    store, board = InMemoryStore(), InMemoryBoard()
    await tale.found(store)
    openers = Openers(_opening(store), _opening(Restless()), _opening(board), tuple(openers_of(services)))
    projections = Projections("montreuil", openers)
    try:
        yield Stage(Host(Settings(home=services.home), services, openers, store, InMemoryHerald()), board, projections)
    finally:
        projections._work.cancel()
        await asyncio.gather(projections._work, return_exceptions=True)


def _opening(thing: object) -> Callable[[], Awaitable[object]]:
    async def opened() -> object:
        return thing

    return opened


def services(place: Path, **targets: object) -> Services:
    return Services(place, "", "", place, place, **targets)


async def ahead(of: Services) -> None:
    """A backup of the chronicle was restored: what is projected to knows more of it."""
    tale = Tale()
    async with open_targets(of) as (target,):
        await target.prepare()
        await target.forget(tale.ecosystem)
        events = [*tale.begin(), *tale.next(3)]
        await target.apply(tale.ecosystem, Mark(), events, Mark(events[-1].seq, 1, tale.hash))
    async with open_targets(of) as (other,):

        async def is_seen() -> bool:
            """Kafka shows a commit a moment later."""
            return (await other.mark(tale.ecosystem)).seq == events[-1].seq

        await until_async(is_seen)


async def is_said(of: Services, tale: Tale, caplog: pytest.LogCaptureFixture, state: str, *texts: str) -> None:
    """Several attempts are made, one line is logged, and everybody who asks is told."""
    with caplog.at_level(logging.WARNING):
        async with staged(of, tale) as stage:
            await until(lambda: stage.projections._parts and stage.projections._parts[0]._failures > 3)
            found, reason, line = await stage.shown()
            assert not stage.projections._work.done()
    logged = [record.getMessage() for record in caplog.records if "the projection to" in record.getMessage()]
    assert len(logged) == 1, logged
    assert found == state
    for text in texts:
        assert text in logged[0] and text in reason and text in line, (logged, reason, line)


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projecting, "WAITS", (0.01,))
    monkeypatch.setattr(projecting, "PATIENT_WAITS", (0.01,))


async def test_a_wrong_password(neo4j, tale, caplog, tmp_path, monkeypatch):
    monkeypatch.setattr(projecting, "PATIENT_WAITS", (0.01, 0.01, 0.01, 0.01, 60))
    login = replace(neo4j, user="nobody", password="wrong")
    with caplog.at_level(logging.WARNING):
        async with staged(services(tmp_path, neo4j=login), tale) as stage:
            await until(lambda: stage.projections._parts and stage.projections._parts[0]._failures > 3)
            state, reason, line = await stage.shown()
    logged = [record.getMessage() for record in caplog.records if "the projection to" in record.getMessage()]
    assert len(logged) == len(set(logged)) <= 2, logged  # the server says the second thing after some attempts
    advice = "check FABULA_NEO4J_USER and FABULA_NEO4J_PASSWORD"
    assert state == "refused" and all(advice in text for text in (reason, line, *logged))


async def test_a_neo4j_that_cannot_be_reached(tale, caplog, tmp_path):
    login = driver.Login(f"bolt://{LOOPBACK}:{kept_port(tmp_path / 'port')}", "neo4j", "any")
    await is_said(services(tmp_path, neo4j=login), tale, caplog, "unavailable", "Neo4j does not answer: connection refused")


async def test_a_kafka_that_cannot_be_reached(tale, caplog, tmp_path):
    given = services(tmp_path, kafka=f"{LOOPBACK}:{kept_port(tmp_path / 'port')}", kafka_topic="fabula.nowhere")
    await is_said(given, tale, caplog, "unavailable", "Kafka does not answer")


async def test_a_neo4j_of_another_version(neo4j, tale, caplog, tmp_path, monkeypatch):
    monkeypatch.setattr(driver, "OLDEST", 99)
    await is_said(
        services(tmp_path, neo4j=neo4j), tale, caplog, "refused", "what answers there is Neo4j/", "use Neo4j 99 or newer"
    )


async def test_a_broker_without_the_topic_and_without_the_right_to_create_it(kafka, tale, caplog, tmp_path, monkeypatch):
    async def forbidden(self, topics) -> SimpleNamespace:
        return SimpleNamespace(topic_errors=[(topics[0].name, NOT_ALLOWED, None)])

    monkeypatch.setattr(AIOKafkaAdminClient, "create_topics", forbidden)
    given = services(tmp_path, kafka=kafka, kafka_topic="fabula.forbidden")
    await is_said(given, tale, caplog, "refused", "create the topic there, or give this client the right to")


async def test_a_graph_that_is_ahead_of_the_chronicle(neo4j, tale, caplog, tmp_path):
    given = services(tmp_path, neo4j=neo4j)
    await ahead(given)
    texts = ("the chronicle ends at", "`fabula graph rebuild montreuil` makes it anew")
    await is_said(given, tale, caplog, "astray", *texts)


async def test_a_topic_that_is_ahead_of_the_chronicle(kafka, tale, caplog, tmp_path):
    given = services(tmp_path, kafka=kafka, kafka_topic="fabula.ahead")
    await ahead(given)
    await is_said(given, tale, caplog, "astray", "the chronicle ends at", "name another topic in FABULA_KAFKA_TOPIC")
