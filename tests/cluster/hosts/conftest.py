"""A network of hosts with Ray on it, for the tests of this folder; skipped, with the reason, where there can be none."""

import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator

import pytest

from storage.migrating import migrate
from storage.postgres.store import PostgresStore
from tests.cluster.hosts.machines import RayHosts, Servers
from tests.cluster.hosts.network import Network, missing
from tests.cluster.hosts.watching import RECOVERIES


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    _install()
    if reason := missing():
        pytest.skip(reason)
    network = Network(3)
    yield network
    network.remove()


def _install() -> None:
    """Continuous integration fetches the program that makes networks; that it cannot is a failure, no reason to skip."""
    if os.environ.get("CI") == "true" and os.geteuid() == 0 and shutil.which("ip") is None:
        command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "iproute2"]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
        assert shutil.which("ip"), f"the package iproute2 cannot be installed: {done.stderr or done.stdout}"


@pytest.fixture(scope="module")
def servers(network: Network) -> Servers:
    return Servers(network)


@pytest.fixture(scope="module")
def started(network: Network) -> RayHosts:
    return RayHosts(network)


@pytest.fixture
def ray_hosts(started: RayHosts) -> RayHosts:
    """A head that hosts nobody and two workers, all of them up."""
    started.restore()
    return started


@pytest.fixture
async def store(servers: Servers) -> AsyncIterator[PostgresStore]:
    """The store, as this machine reaches it."""
    await migrate(servers.here)
    opened = PostgresStore.open(servers.here)
    yield opened
    await opened.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell how long each world stood still."""
    if RECOVERIES:
        terminalreporter.section("worlds on several hosts stood still for")
        for what, seconds in RECOVERIES.items():
            terminalreporter.write_line(f"{seconds:6.1f} s  {what}")
