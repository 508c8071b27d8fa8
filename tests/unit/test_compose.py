"""The stack in containers: a valid compose file that says nothing to the network, loses nothing, and fits the documentation."""

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


@pytest.fixture(scope="module")
def stack() -> dict[str, Any]:
    return dict(yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8")))


def faults(stack: dict[str, Any]) -> list[str]:
    """What Compose's own schema finds wrong."""
    schema = json.loads((files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json").read_text("utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    return [f"{'.'.join(map(str, fault.path))}: {fault.message}" for fault in validator.iter_errors(stack)]


def test_the_file_keeps_the_schema_of_compose(stack: dict[str, Any]) -> None:
    assert faults(stack) == []


def test_a_file_that_breaks_the_schema_would_be_found(stack: dict[str, Any]) -> None:
    assert faults({**stack, "services": {"postgres": {"image": 3}}}) != []
    assert faults({**stack, "servers": {}}) != []


def test_every_server_that_fabula_can_use_is_in_it(stack: dict[str, Any]) -> None:
    assert set(stack["services"]) == {"postgres", "valkey", "neo4j", "chroma", "kafka", "prometheus", "grafana"}


def test_every_image_has_a_version(stack: dict[str, Any]) -> None:
    tags = {name: service["image"].partition(":")[2] for name, service in stack["services"].items()}
    assert {name: tag for name, tag in tags.items() if not re.search(r"\d", tag)} == {}


def test_everything_listens_on_loopback_only_and_no_port_twice(stack: dict[str, Any]) -> None:
    ports = [port for service in stack["services"].values() for port in service["ports"]]
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []
    outside = [port.split(":")[1] for port in ports]
    assert len(outside) == len(set(outside))


def test_no_password_is_written_down(stack: dict[str, Any]) -> None:
    secrets = [
        (name, value)
        for service in stack["services"].values()
        for name, value in service.get("environment", {}).items()
        if "PASSWORD" in name or "AUTH" in name
    ]
    assert len(secrets) == 3
    assert [name for name, value in secrets if "${STACK_PASSWORD:?" not in value] == []


def test_prometheus_shows_the_token_that_it_is_given_and_that_is_not_written_down(stack: dict[str, Any]) -> None:
    (name,) = stack["services"]["prometheus"]["secrets"]
    assert stack["secrets"] == {name: {"environment": "FABULA_METRICS_TOKEN"}}
    jobs = {job["job_name"]: job for job in yaml.safe_load((DEPLOY / "prometheus.yaml").read_text("utf-8"))["scrape_configs"]}
    assert jobs["fabula"]["authorization"] == {"credentials_file": f"/run/secrets/{name}"}


def test_what_is_mounted_exists(stack: dict[str, Any]) -> None:
    mounts = [mount.split(":")[0] for service in stack["services"].values() for mount in service.get("volumes", ())]
    files_, volumes = [m for m in mounts if m.startswith("./")], [m for m in mounts if not m.startswith("./")]
    assert [file for file in files_ if not (DEPLOY / file).is_file()] == []
    assert sorted(volumes) == sorted(stack["volumes"])


def test_the_servers_are_of_the_versions_that_are_embedded(stack: dict[str, Any]) -> None:
    poms = {name: (ROOT / "runtime" / "services" / "poms" / name / "pom.xml").read_text("utf-8") for name in ("neo4j", "kafka")}
    for name, pom in poms.items():
        [version] = re.findall(rf"<artifactId>{name}(?:_2\.13)?</artifactId>\s*<version>([\d.]+\d\.[\d.]+)</version>", pom)
        assert stack["services"][name]["image"].partition(":")[2].startswith(version)


def test_the_documentation_says_how_to_reach_what_it_offers(stack: dict[str, Any]) -> None:
    page = (ROOT / "docs" / "services.md").read_text("utf-8")
    shown = dict(re.findall(r"^(FABULA_\w+)=(\S+)$", page, re.MULTILINE))
    places = {
        "postgres": "FABULA_POSTGRES_URL", "valkey": "FABULA_REDIS_URL", "neo4j": "FABULA_NEO4J_URL",
        "chroma": "FABULA_CHROMA_URL", "kafka": "FABULA_KAFKA_BOOTSTRAP",
    }  # fmt: skip
    for service, variable in places.items():
        ports = [port.split(":")[1] for port in stack["services"][service]["ports"]]
        assert any(f"127.0.0.1:{port}" in shown[variable] for port in ports), variable
