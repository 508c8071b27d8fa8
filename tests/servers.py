"""Servers that take seconds to start, shared by all tests of a session; tests that want one are skipped where it cannot run."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from actors.errors import ServiceFailed
from runtime.services.home import Home
from runtime.services.kafka import Kafka
from runtime.services.neo4j import Neo4j


def needs(server: Neo4j | Kafka) -> None:
    """Skip, with the reason, where it cannot run or be fetched; continuous integration must have what it needs."""
    try:
        server.check()
        server.home.prepare()
        server.fetch()
    except ServiceFailed as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(str(reason))
        pytest.skip(str(reason))


@contextmanager
def running(make: "type[Neo4j] | type[Kafka]") -> Iterator[Neo4j | Kafka]:
    """A server in a data directory of its own, without the others."""
    root = Path(tempfile.mkdtemp(prefix="fabula-java-"))
    server = make(Home(root))
    try:
        needs(server)
        with server.home.held() as lock:
            server.start(lock)
        server.settle()
        yield server
    finally:
        server.stop()
        shutil.rmtree(root)
