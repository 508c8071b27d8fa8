"""Neo4j and Kafka for those who ask for them: from Maven Central, on loopback, as safe as the other servers."""

import asyncio
import logging
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from neo4j import GraphDatabase

from actors.errors import InvalidRequest, ServiceFailed
from runtime.services import Services, down, lower, open_services, revive, status, up
from runtime.services.ensemble import Ensemble
from runtime.services.home import Home
from runtime.services.kafka import Kafka
from runtime.services.locks import is_locked
from runtime.services.neo4j import Neo4j
from runtime.settings import Settings
from storage.graph.login import Login
from tests.servers import needs

from .conftest import Guest, servers, until


def states(home: Path) -> dict[str, str]:
    return {line.name: line.state for line in status(Settings(home=home)) if line.name in ("Kafka", "Neo4j")}


def kill(home: Path, name: str) -> None:
    """SIGKILL to the Java server of this name."""
    [victim] = [process for process in servers(home) if process.name() == "java" and process.cwd() == str(home / name)]
    victim.kill()
    until(lambda: not is_locked(home / "run" / f"{name}.alive"), f"{name} is gone")


def cypher(login: Login | None, query: str) -> object:
    assert login is not None
    with GraphDatabase.driver(login.url, auth=(login.user, login.password)) as driver:
        return driver.execute_query(query).records[0][0]


async def produced(bootstrap: str | None, *texts: str) -> None:
    async with AIOKafkaProducer(bootstrap_servers=str(bootstrap), enable_idempotence=True) as producer:
        for text in texts:
            await producer.send_and_wait("tales", text.encode(), key=b"montreuil")


async def consumed(bootstrap: str | None, number: int) -> list[str]:
    async with AIOKafkaConsumer(bootstrap_servers=str(bootstrap)) as consumer:
        topic = TopicPartition("tales", 0)
        consumer.assign([topic])
        await consumer.seek_to_beginning(topic)
        return [(await consumer.getone()).value.decode() for _ in range(number)]


def test_neo4j_lives_from_up_to_down_on_loopback_and_a_kill_loses_nothing(home: Path) -> None:
    needs(Neo4j(Home(home)))
    services = up(Settings(home=home), ["neo4j"])
    assert services.neo4j is not None
    assert services.neo4j.password not in repr(services)
    assert stat.S_IMODE((home / "neo4j" / "password").stat().st_mode) == 0o600
    assert cypher(services.neo4j, "CREATE (:Kept {answer: 42}) RETURN 1") == 1
    [server] = [process for process in servers(home) if process.name() == "java"]
    listening = [one.laddr.ip.removeprefix("::ffff:") for one in server.net_connections() if one.status == psutil.CONN_LISTEN]
    assert listening == ["127.0.0.1"]
    assert services.neo4j.password not in " ".join(server.cmdline())
    kill(home, "neo4j")
    again = revive(Settings(home=home))
    assert again.neo4j == services.neo4j
    assert cypher(again.neo4j, "MATCH (k:Kept) RETURN k.answer") == 42
    assert states(home) == {"Neo4j": "running"}
    with open_services(Settings(home=home)) as shared:
        assert shared.neo4j == services.neo4j
        assert lower(Settings(home=home), ["neo4j"]) == ["Neo4j"]
        assert states(home) == {}
    assert sorted(down(Settings(home=home))) == ["Postgres", "Valkey"]
    assert servers(home) == []


def test_a_kafka_that_the_settings_ask_for_keeps_what_it_acknowledged_through_a_kill_and_ends_with_its_last_user(
    home: Path, guest: Callable[..., Guest]
) -> None:
    needs(Kafka(Home(home)))
    user = guest(FABULA_KAFKA_BOOTSTRAP="embedded")
    assert user.says() == "open"
    settings = Settings(home=home, kafka_bootstrap="embedded")
    services = Ensemble(Settings(home=home)).services()
    asyncio.run(produced(services.kafka, "one", "two"))
    kill(home, "kafka")
    assert revive(settings).kafka == services.kafka
    asyncio.run(produced(services.kafka, "three"))
    assert asyncio.run(consumed(services.kafka, 3)) == ["one", "two", "three"]
    assert user.leaves() == ("closed", "")
    assert servers(home) == []


# ---------------------------------------------------------------- where they cannot run


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """A PATH with nothing but what the test puts there."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)

    def put(name: str, script: str) -> None:
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    yield put


def refusal(home: Path, name: str = "neo4j") -> str:
    with pytest.raises(ServiceFailed) as caught:
        up(Settings(home=home), [name])
    assert "\n" not in str(caught.value)
    assert servers(home) == []
    return str(caught.value)


def test_without_java_or_maven_one_line_says_what_to_do_and_nothing_is_made(
    home: Path, tools: Callable[[str, str], None]
) -> None:
    absent = home / "absent"
    instead = "install it, or name a server in FABULA_NEO4J_URL"
    assert refusal(absent) == f"Neo4j: needs Java 17 or newer, and there is none; {instead}"
    tools("java", "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2")
    assert refusal(absent).endswith(f"/java is Java 11; {instead}")
    tools("java", "echo 'java version \"1.8.0_181\"' >&2")
    assert refusal(absent).endswith(f"/java is Java 8; {instead}")
    tools("java", "echo 'openjdk version \"17.0.15\" 2025-04-15' >&2")
    assert refusal(absent) == f"Neo4j: needs Maven (mvn) to be fetched, and there is none; {instead}"
    assert refusal(absent, "kafka").endswith("install it, or name brokers in FABULA_KAFKA_BOOTSTRAP")
    assert not absent.exists()


def test_what_maven_complains_of_is_told_in_one_line(home: Path, tools: Callable[[str, str], None]) -> None:
    tools("java", "echo 'openjdk version \"21\" 2025-04-15' >&2")
    tools("mvn", "echo '[ERROR] Could not resolve it: Unknown host -> [Help 1]'; echo '[ERROR] '; exit 1")
    assert refusal(home) == "Neo4j: Maven cannot fetch it: Could not resolve it: Unknown host"
    assert not (home / "run" / "keep").exists()


def test_one_that_was_told_to_stay_and_cannot_start_stops_no_world(
    home: Path, tools: Callable[[str, str], None], caplog: pytest.LogCaptureFixture
) -> None:
    Home(home).prepare()
    Home(home).stay(["neo4j"])
    os.environ["PATH"] += f"{os.pathsep}{os.defpath}"  # for Postgres' own tools; java stays hidden behind this one
    tools("java", "exit 1")
    with caplog.at_level(logging.WARNING), open_services(Settings(home=home)) as services:
        assert services.neo4j is None
        assert states(home) == {"Neo4j": "stopped"}
    assert [record.message for record in caplog.records if "Neo4j" in record.message] == [
        f"going on without Neo4j: needs Java 17 or newer, and {Path(os.environ['PATH'].split(os.pathsep)[0]) / 'java'} is none; "
        "install it, or name a server in FABULA_NEO4J_URL"
    ]


def test_a_name_that_is_no_extra_and_one_that_is_elsewhere_are_refused(home: Path) -> None:
    for call in (up, lower):
        with pytest.raises(InvalidRequest, match="'mysql' is none of neo4j, kafka"):
            call(Settings(home=home), ["mysql"])
    with pytest.raises(InvalidRequest, match="FABULA_NEO4J_URL names one elsewhere"):
        up(Settings(home=home, neo4j_url="bolt://127.0.0.1:7687"), ["neo4j"])
    assert list(home.iterdir()) == []


def test_configured_targets_that_are_away_are_seen_and_stop_nothing(home: Path) -> None:
    settings = Settings(home=home, neo4j_url="bolt://127.0.0.1:9", kafka_bootstrap="127.0.0.1:9,127.0.0.1:10")
    with open_services(settings) as services:
        assert services.neo4j == Login("bolt://127.0.0.1:9", "neo4j", "")
        assert services.kafka == "127.0.0.1:9,127.0.0.1:10"
    lines = [(line.name, line.state, line.where) for line in status(settings) if line.name in ("Kafka", "Neo4j")]
    assert lines == [
        ("Kafka", "unreachable", "127.0.0.1:9"), ("Kafka", "unreachable", "127.0.0.1:10"), ("Neo4j", "unreachable", "127.0.0.1:9")
    ]  # fmt: skip


def test_services_can_be_shown_without_secrets(home: Path) -> None:
    services = Services(home, "a", "b", "c", home, Login("bolt://h", "neo4j", "hunter2"), "h:9092")
    assert "hunter2" not in repr(services)
