"""The file for Ray's cluster launcher: Ray itself finds nothing wrong with it, and it starts what the rest expects."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import ray
import yaml
from ray.autoscaler._private.util import prepare_config, validate_config

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((Path(ray.__file__).parent / "autoscaler" / "ray-schema.json").read_text("utf-8"))


@pytest.fixture
def cluster() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "ray-cluster.yaml").read_text("utf-8")))


def faults(cluster: dict[str, Any]) -> list[str]:
    return [fault.message for fault in jsonschema.validators.validator_for(SCHEMA)(SCHEMA).iter_errors(cluster)]


def test_the_file_keeps_ray_s_own_schema(cluster: dict[str, Any]) -> None:
    assert faults(cluster) == []


def test_a_file_that_breaks_the_schema_would_be_found(cluster: dict[str, Any]) -> None:
    assert faults({**cluster, "clustername": "fabula"}) != []
    assert faults({**cluster, "setup_commands": "make install"}) != []


def test_ray_s_launcher_fills_in_the_rest_and_accepts_it(cluster: dict[str, Any]) -> None:
    whole = prepare_config(deepcopy(cluster))
    validate_config(whole)
    assert whole["max_workers"] == len(cluster["provider"]["worker_ips"])


def test_workers_join_the_head_where_it_listens(cluster: dict[str, Any]) -> None:
    (head,) = (command for command in cluster["head_start_ray_commands"] if "ray start" in command)
    (worker,) = (command for command in cluster["worker_start_ray_commands"] if "ray start" in command)
    assert "--port=6380 " in head and "--num-cpus=0 " in head
    assert "--address=$RAY_HEAD_IP:6380" in worker


def test_every_machine_gets_this_code_the_token_and_the_addresses_of_the_servers(cluster: dict[str, Any]) -> None:
    assert cluster["file_mounts"] == {"~/fabula": ".", "~/.ray/auth_token": "~/.ray/auth_token"}
    started = [*cluster["head_start_ray_commands"], *cluster["worker_start_ray_commands"]]
    assert all("source ~/fabula/deploy/fabula.env" in command for command in started if "ray start" in command)
    assert (ROOT / "deploy" / "fabula.env").is_file()
