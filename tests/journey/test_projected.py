"""A story that is kept in a real Neo4j and exported to a real Kafka, by the commands that a user types."""

import asyncio
import json
from pathlib import Path

import pytest

from storage.graph.login import Login
from storage.graph.target import Neo4jTarget
from storage.kafka.record import decoded, key_of
from storage.kafka.topic import records
from tests.journey.shell import Clerk, Done, Shell

TOPIC = "fabula.journey"


@pytest.fixture(scope="module")
def shell(clerk: Clerk, home: Path, neo4j: Login, kafka: str) -> Shell:
    there = {"FABULA_NEO4J_URL": neo4j.url, "FABULA_NEO4J_USER": neo4j.user, "FABULA_NEO4J_PASSWORD": neo4j.password}
    exported = {"FABULA_KAFKA_BOOTSTRAP": kafka, "FABULA_KAFKA_TOPIC": TOPIC}
    made = Shell(clerk, home, {"FABULA_EMBEDDER": "hashed", **there, **exported})
    assert made.run("services", "up").code == 0
    return made


@pytest.fixture(scope="module")
def story(shell: Shell) -> dict[str, object]:
    done = shell.alone("run", "montagues", "--ticks", "8", "--seed", "7", "--json")
    assert done.code == 0, done
    return dict(json.loads(done.out.splitlines()[-1]))


def well(done: Done) -> str:
    assert (done.code, done.err) == (0, ""), done
    return done.out


def test_show_says_how_far_each_target_has_got(shell: Shell, story: dict[str, object]) -> None:
    page = well(shell.run("show", str(story["ecosystem"]))).splitlines()
    assert f"neo4j: current, up to event {story['events']}" in page
    assert f"kafka: current, up to event {story['events']}" in page


def test_verify_compares_every_target_with_the_chronicle(shell: Shell, story: dict[str, object]) -> None:
    report = json.loads(well(shell.run("verify", str(story["ecosystem"]), "--json")))
    assert report["ok"] and report["checks"]["neo4j"] and report["checks"]["kafka"]


def test_the_topic_holds_every_event_once_and_in_order(story: dict[str, object], kafka: str) -> None:
    async def read() -> list[int]:
        return [decoded(value).seq async for value in records(kafka, TOPIC, key_of(str(story["ecosystem"])))]

    assert asyncio.run(read()) == list(range(1, int(str(story["events"])) + 1))


def test_a_graph_that_somebody_changed_is_found_and_made_anew(shell: Shell, story: dict[str, object], neo4j: Login) -> None:
    ecosystem = str(story["ecosystem"])

    async def change() -> None:
        target = Neo4jTarget(neo4j)
        async with target._driver.session() as session:
            statement = "MATCH (:Character {ecosystem: $id})-[r:RELATES_TO]->() WITH r ORDER BY r.key LIMIT 1 SET r.trust = 999"
            await (await session.run(statement, id=ecosystem)).consume()
        await target.close()

    asyncio.run(change())
    done = shell.run("verify", ecosystem, "--json")
    assert done.code == 1 and not json.loads(done.out)["checks"]["neo4j"]
    assert "neo4j: the relationship" in done.err
    rebuilt = well(shell.run("graph", "rebuild", ecosystem))
    assert rebuilt == f"the graph of {ecosystem} is as of event {story['events']}\n"
    assert json.loads(well(shell.run("verify", ecosystem, "--json")))["checks"]["neo4j"]


def test_what_cannot_be_rebuilt_is_refused_in_one_line(shell: Shell, story: dict[str, object], clerk: Clerk, home: Path) -> None:
    assert shell.refusal("graph", "rebuild", "nowhere") == "no ecosystem has the id 'nowhere'; `fabula ecosystems` lists them"
    without = Shell(clerk, home)
    assert without.refusal("graph", "rebuild", str(story["ecosystem"])).startswith("FABULA_NEO4J_URL: no Neo4j is set")


def test_targets_that_are_away_or_refuse_are_named_by_show_and_left_out_by_verify(
    story: dict[str, object], clerk: Clerk, home: Path, neo4j: Login
) -> None:
    wrong = {"FABULA_NEO4J_URL": neo4j.url, "FABULA_NEO4J_PASSWORD": "wrong", "FABULA_KAFKA_BOOTSTRAP": "127.0.0.1:1"}
    shell, ecosystem = Shell(clerk, home, {"FABULA_EMBEDDER": "hashed", **wrong}), str(story["ecosystem"])
    page = shell.run("show", ecosystem).out
    assert "check FABULA_NEO4J_USER and FABULA_NEO4J_PASSWORD" in page and "Kafka does not answer" in page
    done = shell.run("verify", ecosystem)
    assert done.code == 0 and done.err.count("fabula: not checked: ") == 2


def test_a_deleted_ecosystem_leaves_the_graph_also_when_it_was_away_meanwhile(
    shell: Shell, clerk: Clerk, home: Path, neo4j: Login
) -> None:
    done = shell.alone("run", "montagues", "--ticks", "2", "--seed", "3", "--json")
    ecosystem = str(json.loads(done.out.splitlines()[-1])["ecosystem"])
    away = Shell(clerk, home, {"FABULA_EMBEDDER": "hashed", "FABULA_NEO4J_URL": "bolt://127.0.0.1:1"})
    done = away.run("delete", ecosystem)
    assert done.code == 0 and f"what it holds of {ecosystem} is removed when it is next projected to" in done.err

    async def held() -> int:
        target = Neo4jTarget(neo4j)
        mark = await target.mark(ecosystem)
        await target.close()
        return mark.seq

    assert asyncio.run(held()) > 0
    assert shell.alone("run", "montagues", "--ticks", "1", "--seed", "4").code == 0
    assert asyncio.run(held()) == 0
