"""Handing over a port: new connections go to the later instance, and back when it is gone; whoever ends says so."""

import asyncio
import socket
import sys

import httpx
import pytest
from fastapi import FastAPI

from gateway.handover import Parting, is_shared, take_over
from gateway.serving import listening

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has filters on shared ports")


def instance(port: int = 0) -> socket.socket:
    opened = listening("127.0.0.1", port, shared=True)
    opened.listen(100)
    opened.setblocking(False)
    return opened


def spread(*instances: socket.socket) -> list[int]:
    """How many of forty connections each of them gets."""
    place = instances[0].getsockname()
    clients = [socket.create_connection(place) for _ in range(40)]
    counts = [_accepted(one) for one in instances]
    for client in clients:
        client.close()
    return counts


def _accepted(one: socket.socket) -> int:
    count = 0
    while True:
        try:
            one.accept()[0].close()
        except BlockingIOError:
            return count
        count += 1


def test_whoever_is_ready_gets_all_new_connections_and_they_go_back_when_it_is_gone():
    first = instance()
    assert take_over(first)
    assert spread(first) == [40]
    second = instance(first.getsockname()[1])
    assert take_over(second)
    assert spread(first, second) == [0, 40]
    second.close()
    assert spread(first) == [40]
    third = instance(first.getsockname()[1])
    assert take_over(third)
    assert spread(first, third) == [0, 40]
    first.close()
    assert spread(third) == [40]
    third.close()


def test_a_port_is_shared_only_when_that_is_wished():
    alone, shared = listening("127.0.0.1", 0, shared=False), listening("127.0.0.1", 0, shared=True)
    assert (is_shared(alone), is_shared(shared)) == (False, True)
    alone.close()
    shared.close()


async def test_a_process_that_is_told_to_end_has_clients_go_elsewhere():
    app = FastAPI()
    app.state.draining = asyncio.Event()
    app.add_middleware(Parting)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
        assert "connection" not in (await client.get("/")).headers
        app.state.draining.set()
        assert (await client.get("/")).headers["connection"] == "close"
