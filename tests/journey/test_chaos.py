"""The fault kit as a command: a few rounds lose nothing, what is wrong is found, and what must not be harmed is refused."""

import asyncio
import json
import signal
import subprocess
from pathlib import Path

import asyncpg
import pytest

from actors.errors import ServiceFailed
from runtime.services import fallen, open_services, status
from runtime.services.home import Home
from runtime.services.neo4j import Neo4j
from runtime.settings import Settings
from storage.migrating import migrate
from tests.journey.shell import FABULA, SECONDS, Shell, at_home, begun, folder, removed

FORGETS = """
CREATE FUNCTION fabula.forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM fabula.relationships WHERE ecosystem = NEW.id
        AND owner = (SELECT min(owner) FROM fabula.relationships WHERE ecosystem = NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER forgets AFTER UPDATE ON fabula.ecosystems FOR EACH ROW WHEN (NEW.tick = 12) EXECUTE FUNCTION fabula.forget();
"""
"""A defect: at one tick it is lost what somebody feels for the others."""


def chaos(home: Path, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    command = [*FABULA, "chaos", "montagues", "--json", "--data-dir", str(home), *arguments]
    return subprocess.run(
        command, env={**at_home(home), **variables}, capture_output=True, text=True, timeout=SECONDS, check=False
    )


def graph_if_it_can_run(home: Path) -> dict[str, str]:
    server = Neo4j(Home(home))
    try:
        server.check()
        server.home.prepare()
        server.fetch()
    except ServiceFailed:
        return {}
    return {"FABULA_NEO4J_URL": "embedded"}


def test_in_a_few_rounds_nothing_is_lost(home: Path) -> None:
    variables = graph_if_it_can_run(home)
    names = ["kill-supervisor", "kill-postgres", "kill-index", "cut-valkey"]
    names += ["kill-projector", "double-neo4j"] if variables else []
    done = chaos(home, "--rounds", str(len(names)), "--ticks", "40", "--faults", ",".join(names), **variables)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    assert (report["ok"], report["rounds"], report["violations"]) == (True, len(names), [])
    assert {name: figures["violations"] for name, figures in report["faults"].items()} == dict.fromkeys(names, 0)
    assert done.stderr.count("nothing is lost") == len(names)
    assert all(one.state in ("stopped", "in process") for one in status(Settings(home=home)))


async def planted(settings: Settings) -> None:
    async with open_services(settings) as services:
        await migrate(services.postgres_url, "up")
        connection = await asyncpg.connect(services.postgres_url)
        await connection.execute(FORGETS)
        await connection.close()


def test_a_relationship_that_is_lost_is_found_and_the_ecosystem_is_kept_to_look_at() -> None:
    home = folder("defect")
    home.chmod(0o755)
    try:
        asyncio.run(planted(Settings(home=home)))
        done = chaos(home, "--rounds", "1", "--ticks", "12", "--faults", "kill-valkey")
        assert done.returncode == 1, done.stderr
        report = json.loads(done.stdout.splitlines()[-1])
        assert not report["ok"]
        assert any("relationships: (" in violation for violation in report["violations"])
        ecosystem = report["violations"][0].split(", ")[2].partition(":")[0]
        assert f"round 1, kill-valkey, {ecosystem}: relationships: (" in done.stderr
        command = subprocess.run(
            [*FABULA, "verify", ecosystem], env=at_home(home), capture_output=True, text=True, timeout=SECONDS, check=False
        )
        assert command.returncode == 1 and "NOT relationships" in command.stdout
    finally:
        removed(home)


def test_ctrl_c_ends_it_after_the_round_and_leaves_nothing_running(home: Path) -> None:
    arguments = ("chaos", "--rounds", "1000", "--ticks", "10", "--faults", "pause-valkey", "--data-dir", str(home))
    with begun(home, *arguments) as process:
        assert process.stderr is not None
        for text in process.stderr:
            if "round 1: pause-valkey" in text:
                break
        process.send_signal(signal.SIGINT)
        told, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 130
    assert told.splitlines()[-1].split()[0] == "all"
    settings = Settings(home=home)
    assert not [one for one in status(settings) if one.state == "running"] and len(fallen(settings)) == 2


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--rounds", "0"), "--rounds: 0 is less than 1"),
        (("--ticks", "3"), "--ticks: 3 is less than 10"),
        (("--faults", "kill-time"), "--faults: 'kill-time' is none of all"),
        (("--faults", "kill-neo4j"), "--faults: kill-neo4j: only servers of its own are harmed"),
    ],
)
def test_what_makes_no_sense_is_refused(shell: Shell, arguments: tuple[str, ...], reason: str) -> None:
    assert shell.refusal("chaos", *arguments).startswith(reason)


def test_a_cluster_of_others_is_not_harmed(shell: Shell) -> None:
    shell.variables["RAY_ADDRESS"] = "198.51.100.1:6379"
    assert "RAY_ADDRESS: only a cluster of the kit's own is harmed" in shell.refusal("chaos")


def test_a_data_directory_that_others_use_is_not_harmed(home: Path, shell: Shell) -> None:
    with open_services(Settings(home=home)):
        assert "process" in shell.refusal("chaos", "--data-dir", str(home))
