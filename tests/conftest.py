"""What every tier may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from actors.genre import Genre
from runtime.services.neo4j import Neo4j
from scenarios.genre import load_genre
from storage.graph.login import Login
from tests.servers import running

HERE = Path(__file__).parent
TIERS = ("unit", "docs", "contract", "simulation", "cluster", "journey", "chaos")

settings.register_profile("fabula", max_examples=50, deadline=None, derandomize=True, database=None)
settings.register_profile("long", max_examples=2000, deadline=None, print_blob=True, database=None)
settings.load_profile("fabula")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--repeat", type=int, default=1, metavar="N", help="Run every test N times, one after the other.")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What fails fastest comes first: see ``TIERS``."""
    items.sort(key=lambda item: TIERS.index(item.path.relative_to(HERE).parts[0]))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    times = metafunc.config.getoption("--repeat")
    if times > 1:
        metafunc.parametrize("repetition", range(1, times + 1), indirect=True)


@pytest.fixture(autouse=True)
def repetition(request: pytest.FixtureRequest) -> int:
    """Which time this is; see ``--repeat``."""
    return getattr(request, "param", 1)


@pytest.fixture(scope="session")
def classic() -> Genre:
    """The classic genre, read once. Its numbers are tuned all the time: test relations between them, never the numbers."""
    return load_genre("classic")


@pytest.fixture(scope="session")
def neo4j() -> Iterator[Login]:
    """A real Neo4j, for the whole session. Whoever writes into it uses ecosystems of its own."""
    with running(Neo4j) as server:
        assert isinstance(server, Neo4j)
        assert server.login is not None
        yield server.login
