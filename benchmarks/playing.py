"""A world played at full speed by troupes on Ray: what came of it, and what it took."""

import time
from dataclasses import dataclass

from actors.company import shared_out
from actors.errors import NotPlaced
from actors.ports import Herald, Store
from actors.supervisor import Supervisor
from actors.troupe import OpenStore
from actors.world import World
from runtime import cluster
from runtime.creation import create
from runtime.garbage import collect_rarely
from runtime.processes import usage
from runtime.ray_company import RayCompany
from runtime.settings import Settings
from runtime.verification import verify

WARM_TICKS = 5
SEED = 7


class WrongRun(Exception):
    """The chronicle of a measured run does not verify: it has no score."""


@dataclass(frozen=True, slots=True)
class Played:
    """A measured run. ``warm`` is the last number before its ticks, ``cpu`` seconds and ``memory`` bytes by kind of process."""

    ecosystem: str
    warm: int
    ticks: int
    interactions: int
    seconds: float
    first_tick_s: float
    cpu: dict[str, float]
    memory: dict[str, int]

    def figures(self) -> dict[str, float]:
        """Speed, and microseconds for each interaction: of wall time, of CPU time, and of each kind of process."""
        each = {f"cpu_us_{kind}": seconds / self.interactions * 1e6 for kind, seconds in self.cpu.items()}
        return {
            "interactions": self.interactions, "interactions_per_s": self.interactions / self.seconds,
            "tick_ms": self.seconds / self.ticks * 1000, "wall_us": self.seconds / self.interactions * 1e6,
            "cpu_us": sum(each.values()), **each,
        }  # fmt: skip


async def play(
    settings: Settings, store: Store, herald: Herald, open_store: OpenStore, world: World, ticks: int, warm: int = WARM_TICKS
) -> Played:
    """So many ticks after some to warm up. The supervisor runs in this process. Raises WrongRun."""
    collect_rarely()  # as the process of an ecosystem does
    before = usage(settings)
    ecosystem = (await create(store, world, SEED)).founding.ecosystem
    members = shared_out(await store.whereabouts(ecosystem), cluster.cpus())
    company = RayCompany(ecosystem, members, open_store)
    supervisor = Supervisor(ecosystem, store, herald, company)
    await supervisor.activate()
    try:
        start = time.perf_counter()
        await first_tick(supervisor)
        first = time.perf_counter() - start
        for _ in range(warm):
            await supervisor.tick()
        at, begun, start = supervisor.head.seq, usage(settings), time.perf_counter()
        interactions = sum([(await supervisor.tick()).interactions for _ in range(ticks)])
        seconds, ended = time.perf_counter() - start, usage(settings)
    finally:
        await company.close()
    report = await verify(store, ecosystem, None)
    if not report.ok:
        raise WrongRun(report.faults[0])
    return Played(
        ecosystem, at, ticks, interactions, seconds, first,
        {_kind(kind): used.cpu - begun[kind].cpu for kind, used in ended.items() if kind in begun},
        {_kind(kind): used.memory - (before[kind].memory if kind in before else 0) for kind, used in ended.items()},
    )  # fmt: skip


async def first_tick(supervisor: Supervisor) -> None:
    """The first tick, once every troupe has its process."""
    while True:
        try:
            await supervisor.tick()
            return
        except NotPlaced:  # said every few seconds while processes start
            continue


def _kind(kind: str) -> str:
    """In benchmarks the supervisor lives in the process that measures."""
    return "supervisor" if kind == "command" else kind.lower()
