"""A Ray address is tried before Ray is: one line within seconds, whatever listens there or does not."""

import socket
import time

import pytest

from actors.errors import ClusterUnavailable
from runtime import cluster, ray_head
from tests.contract.listening import free_port, listener

SETTINGS_FRAME = b"\0\0\x06\4\0\0\0\0\0\0\x05\0\0@\0"


def refusal(address: str) -> str:
    with pytest.raises(ClusterUnavailable) as refused:
        ray_head.check(address)
    assert refused.value.args[0] == address and "\n" not in str(refused.value)
    return str(refused.value.args[1])


def test_a_head_that_answers_is_fine() -> None:
    with listener(SETTINGS_FRAME) as port:
        ray_head.check(f"127.0.0.1:{port}")
        assert ray_head.answers(f"localhost:{port}")


def test_an_answer_in_pieces_is_put_together() -> None:
    with listener(SETTINGS_FRAME[:2], SETTINGS_FRAME[2:]) as port:
        ray_head.check(f"127.0.0.1:{port}")


def test_nobody_there_is_said_with_what_to_do() -> None:
    address = f"127.0.0.1:{free_port()}"
    assert refusal(address).startswith("connection refused; set RAY_ADDRESS to host:port")
    assert not ray_head.answers(address)


@pytest.mark.parametrize("answer", [b"HTTP/1.0 400 Bad request\r\n\r\n", b"-ERR unknown command\r\n", b""])
def test_another_server_is_no_head(answer: bytes) -> None:
    with listener(answer) as port:
        assert "not the head of a Ray cluster" in refusal(f"127.0.0.1:{port}")


def test_a_server_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray_head, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        start = time.monotonic()
        assert refusal(f"127.0.0.1:{server.getsockname()[1]}").startswith("no answer within 0.2 s")
        assert time.monotonic() - start < 10


def test_where_ray_encrypts_it_is_enough_that_somebody_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_USE_TLS", "1")
    with socket.create_server(("127.0.0.1", 0)) as server:
        ray_head.check(f"127.0.0.1:{server.getsockname()[1]}")


def test_ray_is_left_to_find_its_own() -> None:
    ray_head.check("auto")


@pytest.mark.parametrize("address", ["nonsense", "10.0.0.1", "10.0.0.1:", "10.0.0.1:head", ":6379", "10.0.0.1:700000"])
def test_what_is_no_address_is_refused(address: str) -> None:
    assert "that is no address" in refusal(address)


@pytest.mark.parametrize("address", ["ray://10.0.0.1:10001", "http://10.0.0.1:8265"])
def test_addresses_of_clients_and_job_servers_are_refused_with_the_way_to_go(address: str) -> None:
    assert "`ray job submit`" in refusal(address)


def test_a_machine_too_busy_for_a_cluster_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_slow(*how: object, **more: object) -> None:
        raise Exception("The current node timed out during startup.\nSee the logs.")  # noqa: TRY002 - as Ray does

    monkeypatch.setattr(cluster.ray, "init", too_slow)
    with pytest.raises(ClusterUnavailable) as refused:
        cluster.connect(None)
    assert "this machine" in str(refused.value)
    assert "The current node timed out during startup." in str(refused.value)
    assert "\n" not in str(refused.value)
