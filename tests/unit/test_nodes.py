"""The nodes of a cluster of others: asked before anything is founded, and refused in one line."""

import pytest

from actors.errors import CodeMismatch, OutOfReach, ServiceFailed
from runtime import nodes
from runtime.edition import edition
from runtime.services.configured import Configured
from runtime.settings import Settings

FAR = {"postgres_url": "postgresql://db.example/fabula", "redis_url": "redis://bus.example:6379"}


@pytest.fixture
def cluster_of(monkeypatch):
    """Pretends that the cluster has these hosts, and that they answer so."""

    def pretend(hosts, answer=None) -> None:
        monkeypatch.setattr(nodes.cluster, "hosts", lambda: hosts)
        monkeypatch.setattr(nodes.cluster, "on_every_node", lambda look, servers: [(host, answer) for host in hosts])

    return pretend


@pytest.mark.parametrize(
    ("urls", "missing"),
    [
        ({}, "FABULA_POSTGRES_URL and FABULA_REDIS_URL"),
        ({"postgres_url": FAR["postgres_url"]}, "FABULA_REDIS_URL"),
        ({**FAR, "redis_url": "unix:///run/valkey.sock"}, "FABULA_REDIS_URL"),
        ({**FAR, "postgres_url": "postgresql:///fabula?host=/run/postgres"}, "FABULA_POSTGRES_URL"),
        ({**FAR, "postgres_url": "postgresql://localhost:5432/fabula"}, "FABULA_POSTGRES_URL"),
        ({**FAR, "redis_url": "redis://127.0.0.1:6379"}, "FABULA_REDIS_URL"),
        ({**FAR, "redis_url": "redis://[::1]:6379"}, "FABULA_REDIS_URL"),
    ],
)
def test_servers_of_one_host_are_refused_where_there_are_several(cluster_of, urls, missing):
    cluster_of(["10.0.0.1", "10.0.0.2"])
    with pytest.raises(OutOfReach) as refused:
        nodes.check_reach(Settings(**urls))
    assert f"set {missing} to" in str(refused.value)
    assert "2 (10.0.0.1, 10.0.0.2)" in str(refused.value)


def test_servers_of_one_host_are_fine_where_there_is_no_other(cluster_of):
    cluster_of(["10.0.0.1"])
    nodes.check_reach(Settings())


def test_servers_that_everybody_reaches_are_fine(cluster_of):
    cluster_of(["10.0.0.1", "10.0.0.2"])
    nodes.check_reach(Settings(**FAR))


def test_a_node_with_the_same_code_that_reaches_the_servers_is_fine(cluster_of):
    cluster_of(["10.0.0.1"], (edition(), ""))
    nodes.check_nodes(Settings(**FAR))


def test_a_node_with_other_code_is_named_with_both_editions(cluster_of):
    cluster_of(["10.0.0.7"], ("0123456789ab", ""))
    with pytest.raises(CodeMismatch) as refused:
        nodes.check_nodes(Settings(**FAR))
    assert all(word in str(refused.value) for word in ("10.0.0.7", "0123456789ab", edition()))


def test_a_node_without_fabula_is_told_from_its_error(cluster_of):
    cluster_of(["10.0.0.7"], RuntimeError("No module named 'runtime'\nand more"))
    with pytest.raises(CodeMismatch, match="No module named 'runtime'"):
        nodes.check_nodes(Settings(**FAR))


def test_a_node_that_does_not_reach_a_server_is_named_with_it(cluster_of):
    cluster_of(["10.0.0.7"], (edition(), "Postgres at db.example:5432: no answer within 5 s"))
    with pytest.raises(ServiceFailed, match=r"node at 10\.0\.0\.7: Postgres at db\.example:5432"):
        nodes.check_nodes(Settings(**FAR))


def test_a_node_looks_at_each_server(monkeypatch):
    def check(server) -> None:
        if server.name == "Redis":
            raise ServiceFailed("Redis at bus.example:6379", "no answer")

    monkeypatch.setattr(Configured, "check", check)
    postgres, redis = Configured("Postgres", FAR["postgres_url"]), Configured("Redis", FAR["redis_url"])
    assert nodes.look([postgres]) == (edition(), "")
    assert nodes.look([postgres, redis]) == (edition(), "Redis at bus.example:6379: no answer")
