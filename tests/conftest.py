"""What every tier may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from pytest_rerunfailures import suspended_finalizers

from actors.genre import Genre
from runtime.services import cluster
from runtime.services.kafka import Kafka
from runtime.services.neo4j import Neo4j
from scenarios.genre import load_genre
from storage.graph.login import Login
from tests.servers import running

HERE = Path(__file__).parent
TIERS = ("unit", "docs", "contract", "simulation", "cluster", "journey", "chaos")
BESIDE_OTHER_PROCESSES = ("cluster", "journey", "chaos")
"""Tiers whose tests time out on a machine that is busy. What fails there is run once more, and named at the end."""
AT_MOST_SECONDS = 600
"""How long a test of these tiers may take, with what it starts: its own limits come first, and say more."""

settings.register_profile("fabula", max_examples=50, deadline=None, derandomize=True, database=None)
settings.register_profile("long", max_examples=2000, deadline=None, print_blob=True, database=None)
settings.load_profile("fabula")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--repeat", type=int, default=1, metavar="N", help="Run every test N times, one after the other.")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What fails fastest comes first: see ``TIERS``. With ``--repeat`` nothing gets a second chance."""
    items.sort(key=lambda item: TIERS.index(_tier(item)))
    for item in items:
        if _tier(item) in BESIDE_OTHER_PROCESSES:
            item.add_marker(pytest.mark.timeout(AT_MOST_SECONDS))
            if item.config.getoption("--repeat") == 1:
                item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """What is run once more begins with nothing of its module's: the first time may have left it killed, cut off or half done."""
    module = item.getparent(pytest.Module)
    if getattr(item, "execution_count", 1) > 1 and module is not None:
        state = item.session._setupstate
        state.stack.update(suspended_finalizers)  # which were kept for this time
        suspended_finalizers.clear()
        state.teardown_exact(module.parent)  # type: ignore[arg-type]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.getreports("rerun"):
        terminalreporter.section(f"run again: {report.nodeid}", sep="-", yellow=True)
        terminalreporter.line(report.longreprtext)


def _tier(item: pytest.Item) -> str:
    return item.path.relative_to(HERE).parts[0]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    times = metafunc.config.getoption("--repeat")
    if times > 1:
        metafunc.parametrize("repetition", range(1, times + 1), indirect=True)


@pytest.fixture(autouse=True)
def repetition(request: pytest.FixtureRequest) -> int:
    """Which time this is; see ``--repeat``."""
    return getattr(request, "param", 1)


@pytest.fixture(scope="session", autouse=True)
def without_a_power_cut() -> Iterator[None]:
    """No test cuts the power: what this process makes for Postgres to begin with need not be on the disk before it begins."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "INITDB", (*cluster.INITDB, "--no-sync"))
        yield


@pytest.fixture(scope="session")
def classic() -> Genre:
    """The classic genre, read once. Its numbers are tuned all the time: test relations between them, never the numbers."""
    return load_genre("classic")


@pytest.fixture(scope="session")
def kafka() -> Iterator[str]:
    """The bootstrap of a real Kafka, for the whole session. Whoever writes to it uses topics of its own."""
    with running(Kafka) as server:
        assert isinstance(server, Kafka)
        assert server.bootstrap is not None
        yield server.bootstrap


@pytest.fixture(scope="session")
def neo4j() -> Iterator[Login]:
    """A real Neo4j, for the whole session. Whoever writes into it uses ecosystems of its own."""
    with running(Neo4j) as server:
        assert isinstance(server, Neo4j)
        assert server.login is not None
        yield server.login
