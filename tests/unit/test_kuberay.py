"""The files for Kubernetes: what they name exists, and fits together.

KubeRay's own schema comes with no package. ``kuberay.json`` allows only the fields that are used here; their names and types
were compared by hand with those that KubeRay publishes. The rest is checked against the models of Kubernetes' Python client.
No test has ever applied a file to a cluster.
"""

import json
import shlex
import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import ray
import yaml

from runtime.settings import Settings
from tests.unit.kubernetes_objects import bad_quantities, faults

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SCHEMA = json.loads((Path(__file__).parent / "kuberay.json").read_text("utf-8"))
NATIVE = {"Service": "V1Service", "StatefulSet": "V1StatefulSet", "Deployment": "V1Deployment"}


def documents(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((DEPLOY / "kuberay" / name).read_text("utf-8")))


def strange(document: dict[str, Any]) -> list[str]:
    """What KubeRay's or Kubernetes' types do not know."""
    if document["kind"] in NATIVE:
        return list(faults(document, NATIVE[document["kind"]], document["kind"]))
    found = [fault.message for fault in jsonschema.Draft202012Validator(SCHEMA).iter_errors(document)]
    return found + [
        fault for template in templates(document) for fault in faults(template, "V1PodTemplateSpec", document["kind"])
    ]


def templates(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The pod templates of an object."""
    spec = document["spec"]
    if document["kind"] == "RayCluster":
        return [group["template"] for group in (spec["headGroupSpec"], *spec["workerGroupSpecs"])]
    return [spec["template"]] if document["kind"] in ("StatefulSet", "Deployment") else []


ALL = [document for name in ("cluster.yaml", "job.yaml", "servers.yaml") for document in documents(name)]
(CLUSTER,), (JOB,) = documents("cluster.yaml"), documents("job.yaml")
CONTAINERS = [container for document in ALL for template in templates(document) for container in template["spec"]["containers"]]


@pytest.mark.parametrize("document", ALL, ids=lambda document: f"{document['kind']}-{document['metadata'].get('name', 'run')}")
def test_every_field_is_one_that_kubernetes_or_kuberay_knows(document: dict[str, Any]) -> None:
    assert strange(document) == []


def test_a_field_that_nobody_knows_would_be_found() -> None:
    for path in (("spec", "workers"), ("spec", "headGroupSpec", "template", "spec", "containers", 0, "images")):
        broken: Any = deepcopy(CLUSTER)
        place = broken
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = "x"
        assert strange(broken) != [], path
    nameless = deepcopy(CLUSTER)
    del nameless["spec"]["headGroupSpec"]["template"]["spec"]["containers"][0]["name"]
    assert strange(nameless) != []
    worded = deepcopy(documents("servers.yaml")[1])
    worded["spec"]["replicas"] = "one"
    assert strange(worded) != []


def test_amounts_can_be_read() -> None:
    assert [amount for container in CONTAINERS for amount in bad_quantities(container["resources"])] == []
    assert bad_quantities({"limits": {"memory": "4 GB"}}) == ["4 GB"]


def test_every_image_has_a_version_and_ray_is_the_one_that_is_tested() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    images = {container["name"]: container["image"] for container in CONTAINERS}
    assert images["ray-head"] == images["ray-worker"] == f"fabula:{version}"
    assert [image for image in images.values() if ":" not in image] == []
    assert CLUSTER["spec"]["rayVersion"] == ray.__version__


def test_the_head_hosts_nobody_and_workers_may_not_become_fewer_than_there_are() -> None:
    assert CLUSTER["spec"]["headGroupSpec"]["rayStartParams"]["num-cpus"] == "0"
    (workers,) = CLUSTER["spec"]["workerGroupSpecs"]
    assert workers["minReplicas"] <= workers["replicas"] <= workers["maxReplicas"]


def test_the_job_runs_on_the_cluster_and_every_pod_of_it_knows_the_servers() -> None:
    assert JOB["spec"]["clusterSelector"]["ray.io/cluster"] == CLUSTER["metadata"]["name"]
    secrets = [container["envFrom"][0]["secretRef"]["name"] for container in CONTAINERS if container["name"].startswith("ray-")]
    assert secrets == ["fabula", "fabula"]
    comment = (DEPLOY / "kuberay" / "servers.yaml").read_text("utf-8")
    names = {
        document["metadata"]["name"]: document["spec"]["ports"][0]["port"] for document in ALL if document["kind"] == "Service"
    }
    assert "FABULA_POSTGRES_URL=postgresql://fabula:…@fabula-postgres:5432/fabula" in comment and names["fabula-postgres"] == 5432
    assert "FABULA_REDIS_URL=redis://fabula-valkey:6379/0" in comment and names["fabula-valkey"] == 6379


def test_services_find_their_pods() -> None:
    labels = [
        template["metadata"]["labels"]
        for document in ALL
        if document["kind"] in ("StatefulSet", "Deployment")
        for template in templates(document)
    ]
    assert [document["spec"]["selector"] for document in ALL if document["kind"] == "Service"] == labels


def test_the_job_s_entrypoint_is_a_command_of_fabula() -> None:
    words = shlex.split(JOB["spec"]["entrypoint"])
    assert words[:2] == ["fabula", "run"]
    assert words[2:] == ["les-miserables", "--ticks", "500", "--seed", "7", "--json"]


def test_the_image_has_the_code_that_nodes_run_and_the_job_server() -> None:
    lines = (DEPLOY / "Dockerfile").read_text("utf-8").splitlines()
    copied = {line.split()[1] for line in lines if line.startswith("COPY") and len(line.split()) == 3}
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"][
        "packages"
    ]
    assert copied == set(packages)
    assert any(line.endswith('".[cluster]"') for line in lines)


def test_the_addresses_of_the_launcher_s_machines_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = (DEPLOY / "fabula.env").read_text("utf-8").splitlines()
    for name, value in (line.removeprefix("export ").split("=", 1) for line in lines if line.startswith("export ")):
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.postgres_url and settings.redis_url and settings.ray_address == "auto"
