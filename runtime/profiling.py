"""Where a tick's time goes: a world played in this process with clocks on the stages of its ticks, and once more by cProfile."""

import asyncio
import cProfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from actors import performance
from actors.attendance import Attendance
from actors.character import Character
from actors.company import Company, shared_out
from actors.ports import Herald, Store
from actors.supervisor import Done, Supervisor
from actors.troupe import Troupe
from actors.world import World
from runtime.clocks import Clock, Clocks
from runtime.creation import create
from runtime.garbage import collect_rarely
from runtime.local_company import LocalCompany
from runtime.openers import Openers

ROOT = Path(__file__).parents[1]

CLOCKS = (
    Clock("advance: apply", Attendance, "apply"),
    Clock("advance: wake", Attendance, "call_up"),
    Clock("advance: consider", Character, "consider"),
    Clock("advance: weigh", Troupe, "_chosen"),
    Clock("advance: the rest", Troupe, "_wishes"),
    Clock("respond: answer", Troupe, "_answers"),
    Clock("respond: open", Character, "open"),
    Clock("respond: speech", performance, "say"),
    Clock("respond: the rest", Troupe, "respond"),
    Clock("resolve", Supervisor, "_resolve"),
    Clock("commit: hash and rows", Supervisor, "_commit"),
)
"""In the order of a tick. The two that follow are calls of ports."""

STORE, HERALD, ELSEWHERE = "commit: the store", "announce", "elsewhere"
STAGES = (*(clock.stage for clock in CLOCKS), STORE, HERALD, ELSEWHERE)


class Hot(NamedTuple):
    """A function under cProfile: own and all time in seconds."""

    where: str
    name: str
    calls: int
    own: float
    whole: float


@dataclass(frozen=True, slots=True)
class Profile:
    """``stages`` are seconds of ``seconds``; ``functions`` those with the most own time, of ``profiled`` seconds."""

    scenario: str
    characters: int
    warm: int
    ticks: int
    interactions: int
    seconds: float
    stages: Mapping[str, float]
    profiled: float
    functions: list[Hot]


class InTurn(Supervisor):
    """A supervisor whose troupes think only after its store has written, so that times can be added up."""

    def __init__(self, ecosystem: str, store: Store, herald: Herald, company: Company) -> None:
        super().__init__(ecosystem, store, herald, company)
        self._turn = asyncio.Lock()

    async def _commit(self, played: Done) -> None:
        async with self._turn:
            await super()._commit(played)

    async def _look_ahead(self, played: Done) -> None:
        async with self._turn:
            await super()._look_ahead(played)


async def profile(openers: Openers, world: World, seed: int, ticks: int, warm: int) -> Profile:
    """Play the world twice for ``ticks`` after ``warm`` others: the first time clocked, the second time under cProfile.

    All characters are one troupe in this process. What is founded for it is deleted again.
    """
    collect_rarely()
    store, herald = await openers.store(), await openers.herald()
    clocks, profiler = Clocks(), cProfile.Profile()
    ports = Clock(STORE, type(store), "commit"), Clock(HERALD, type(herald), "announce")
    try:
        async with _warmed(openers, store, herald, world, seed, warm) as supervisor:
            with clocks.on((*CLOCKS, *ports)):
                interactions, seconds = await _timed(supervisor, ticks)
        async with _warmed(openers, store, herald, world, seed, warm) as supervisor:
            with profiler:
                _, profiled = await _timed(supervisor, ticks)
    finally:
        await herald.close()
        await store.close()
    stages = {stage: clocks.seconds.get(stage, 0.0) for stage in STAGES}
    stages[ELSEWHERE] = max(0.0, seconds - sum(stages.values()))
    return Profile(world.scenario, len(world.cast), warm, ticks, interactions, seconds, stages, profiled, _by_own_time(profiler))


@asynccontextmanager
async def _warmed(
    openers: Openers, store: Store, herald: Herald, world: World, seed: int, warm: int
) -> AsyncIterator[Supervisor]:
    """A new ecosystem at tick ``warm``; deleted after the block."""
    ecosystem = (await create(store, world, seed)).founding.ecosystem
    try:
        members = shared_out(await store.whereabouts(ecosystem), 1)
        supervisor = InTurn(ecosystem, store, herald, LocalCompany(ecosystem, members, openers.store))
        await supervisor.activate()
        await _timed(supervisor, warm)
        yield supervisor
    finally:
        await store.delete(ecosystem)


async def _timed(supervisor: Supervisor, ticks: int) -> tuple[int, float]:
    """Interactions and seconds of so many ticks."""
    start = time.perf_counter()
    interactions = sum([(await supervisor.tick()).interactions for _ in range(ticks)])
    return interactions, time.perf_counter() - start


def _by_own_time(profiler: cProfile.Profile) -> list[Hot]:
    profiler.create_stats()
    found = [
        Hot(_place(file, line), name, calls, own, whole)
        for (file, line, name), (_, calls, own, whole, _) in profiler.stats.items()
    ]
    return sorted(found, key=lambda hot: -hot.own)


def _place(file: str, line: int) -> str:
    """Where a function is, in few words: within the project from its root on, elsewhere the file's name, "" when built in."""
    path = Path(file)
    if file.startswith(("~", "<")):
        return ""
    return f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name}:{line}"
