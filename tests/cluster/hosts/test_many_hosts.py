"""A world on several hosts: whatever becomes of a host, its story is that of a run in a single process."""

import asyncio
import shutil
from pathlib import Path
from time import monotonic

import pytest

from actors.world import World
from runtime.edition import PACKAGES
from runtime.verification import verify
from storage.postgres.store import PostgresStore
from tests.cluster.hosts.machines import SECONDS, Fabula, RayHosts, Servers
from tests.cluster.hosts.network import REPOSITORY, Host, Network
from tests.cluster.hosts.watching import Watched
from tests.cluster.running import alone, until

TICKS = 200
BEGIN = ("montagues", "--ticks", str(TICKS), "--seed", "7")

PYTHON_OF_OLD = """
import ray
from ray._private import utils
utils.compute_version_info = lambda: (ray.__version__, "3.9.1")
"""


@pytest.fixture(scope="module")
def undisturbed(montagues: World) -> str:
    """The hash that every run must give."""
    return asyncio.run(alone(montagues, TICKS))


@pytest.fixture
def fabula(ray_hosts: RayHosts, servers: Servers) -> Fabula:
    """The command line on the head's host."""
    return Fabula(ray_hosts.head, servers, ray_hosts)


async def host_of_supervisor(ray_hosts: RayHosts) -> Host:
    """Where it is, once that of an earlier run is gone."""
    await until(lambda: sum(worker.runs("ray::EcosystemProcess") for worker in ray_hosts.workers) == 1)
    (host,) = (worker for worker in ray_hosts.workers if worker.runs("ray::EcosystemProcess"))
    return host


async def same_story(store: PostgresStore, watched: Watched, undisturbed: str) -> None:
    summary = await watched.end()
    assert (summary["ticks"], summary["hash"], summary["troupes"]) == (TICKS, undisturbed, 2)  # one for each CPU
    assert (await verify(store, watched.ecosystem, None)).faults == []


async def test_servers_of_one_host_and_nodes_with_another_python_or_fabula_are_refused_before_anything_is_founded(
    network: Network, started: RayHosts, servers: Servers, store: PostgresStore
) -> None:
    started.start(started.head)
    started.start(started.workers[1], PYTHONPATH=str(_changed_code(network.folder / "changed")))
    fabula = Fabula(started.head, servers, started)
    old_python = await asyncio.to_thread(_old_python, network.folder)
    refusals = [
        fabula.begin("run", *BEGIN, FABULA_POSTGRES_URL="", FABULA_REDIS_URL=""),
        fabula.begin("run", *BEGIN, PYTHONPATH=f"{old_python}:{REPOSITORY}"),
        fabula.begin("run", *BEGIN),
    ]
    said = [await asyncio.to_thread(refused.communicate, None, SECONDS) for refused in refusals]
    started.workers[1].crash()
    assert [(refused.returncode, out, len(err.splitlines())) for refused, (out, err) in zip(refusals, said, strict=True)] == [
        (2, "", 1)
    ] * 3
    embedded, old, other = (err for _, err in said)
    assert embedded.startswith("fabula: Postgres and Redis can be reached from one host only, and the cluster has 2 (")
    assert "3.9.1" in old and old.endswith("use the same Python and Ray here and on every node\n")
    assert other.startswith(f"fabula: the Ray node at {started.workers[1].address} has Fabula ")
    assert await store.heads() == []


async def test_a_worker_that_is_cut_off_for_seconds_and_then_dies_with_its_troupes_changes_nothing(
    ray_hosts: RayHosts, fabula: Fabula, store: PostgresStore, undisturbed: str
) -> None:
    async with Watched(store, fabula, *BEGIN) as watched:
        await watched.reach(20)
        supervisor = await host_of_supervisor(ray_hosts)
        (victim,) = (worker for worker in ray_hosts.workers if worker is not supervisor)
        assert victim.runs("ray::TroupeProcess") and supervisor.runs("ray::TroupeProcess")
        start = monotonic()
        victim.cut()
        await asyncio.sleep(4)
        victim.heal()
        await watched.reach(watched.tick + 20)
        watched.stood_still("a worker was cut off for 4 s", start)
        assert victim.runs("ray::TroupeProcess")
        start = monotonic()
        victim.crash()
        await watched.reach(watched.tick + 20)
        watched.stood_still("a worker died with its troupes", start)
        await same_story(store, watched, undisturbed)


async def test_a_supervisor_whose_host_is_cut_off_for_long_is_replaced_and_ended(
    ray_hosts: RayHosts, fabula: Fabula, store: PostgresStore, undisturbed: str
) -> None:
    async with Watched(store, fabula, *BEGIN) as watched:
        await watched.reach(20)
        lost = await host_of_supervisor(ray_hosts)
        (other,) = (worker for worker in ray_hosts.workers if worker is not lost)
        start = monotonic()
        lost.cut()
        await until(lambda: other.runs("ray::EcosystemProcess"), SECONDS * 2)
        await watched.reach(watched.tick + 20)
        watched.stood_still("the supervisor's host was cut off until Ray gave it up", start)
        assert lost.runs("ray::EcosystemProcess")
        lost.heal()
        await until(lambda: not lost.runs("ray::EcosystemProcess"), SECONDS)
        await same_story(store, watched, undisturbed)
    assert (await store.head(watched.ecosystem)).epoch >= 2


async def test_a_world_goes_on_for_a_while_without_its_head_and_is_resumed_on_the_next_one(
    ray_hosts: RayHosts, fabula: Fabula, store: PostgresStore, undisturbed: str
) -> None:
    async with Watched(store, fabula, *BEGIN) as watched:
        await watched.reach(20)
        start = monotonic()
        ray_hosts.head.crash()  # and the command with it
        await watched.reach(watched.tick + 20)
        for worker in ray_hosts.workers:
            worker.crash()
    assert watched.tick < TICKS
    start = monotonic()
    ray_hosts.restore()
    rest = TICKS - (await store.head(watched.ecosystem)).tick
    async with Watched(store, fabula, "--resume", watched.ecosystem, "--ticks", str(rest)) as resumed:
        await resumed.reach(watched.tick + 20)
        resumed.stood_still("everything died, the head was started again and the run resumed", start)
        await same_story(store, resumed, undisturbed)


def _old_python(folder: Path) -> Path:
    """A place on Python's path that has Ray take it for another version of Python."""
    (folder / "sitecustomize.py").write_text(PYTHON_OF_OLD)
    return folder


def _changed_code(folder: Path) -> Path:
    """A copy of the code that is not the same any more."""
    for package in (*PACKAGES, "scenarios"):
        shutil.copytree(REPOSITORY / package, folder / package)
    with (folder / "actors" / "dice.py").open("a") as code:
        code.write("# another Fabula\n")
    return folder
