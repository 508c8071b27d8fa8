"""Running worlds in tests, and finding the processes that run them."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

import psutil

from actors.ports import Store
from actors.world import World
from runtime.creation import create
from runtime.openers import Openers, ephemeral
from runtime.placement import Placement
from runtime.ray_ecosystem import Casting, RayEcosystem
from runtime.running import Handle, LocalEcosystem, run_until
from runtime.status import Status
from runtime.verification import verify
from storage.in_memory.herald import InMemoryHerald
from storage.in_memory.store import InMemoryStore

SECONDS = 180.0
"""How long something may take on a slow machine that is busy; what comes sooner is not waited for."""

HOSTED = Casting(Placement.HOSTED, 2)


@dataclass(slots=True)
class Trouble:
    """Something done once, when a run has reached a tick."""

    at: int
    do: Callable[[], None]
    done: bool = field(default=False)

    def see(self, status: Status) -> None:
        if not self.done and status.tick >= self.at:
            self.done = True
            self.do()


async def alone(world: World, ticks: int, casting: Casting = HOSTED, seed: int = 7) -> str:
    """The hash of a run in this process, with stores in memory."""
    store, herald = InMemoryStore(), InMemoryHerald()
    openers = ephemeral(store, herald)
    head = await create(store, world, seed)
    ecosystem = head.founding.ecosystem
    status = await run_until(lambda: LocalEcosystem(ecosystem, openers, casting), store, ecosystem, ticks, unseen)
    assert status.tick == ticks, status
    assert (await verify(store, ecosystem, None)).faults == []
    return status.hash


async def on_cluster(
    store: Store,
    openers: Openers,
    world: World,
    ticks: int,
    casting: Casting = HOSTED,
    trouble: Trouble | None = None,
    legs: int = 1,
) -> tuple[str, Status]:
    """The hash of a verified run on Ray with real stores, in so many legs, each with actors of its own."""
    ecosystem = (await create(store, world, 7)).founding.ecosystem
    see = trouble.see if trouble else unseen
    for leg in range(1, legs + 1):
        status = await leg_of(store, openers, ecosystem, ticks * leg // legs, casting, see)
    assert status.tick == ticks, status
    assert trouble is None or trouble.done
    report = await verify(store, ecosystem, None)
    assert report.faults == []
    return report.hash, status


async def leg_of(
    store: Store, openers: Openers, ecosystem: str, until: int, casting: Casting, see: Callable[[Status], None]
) -> Status:
    """A run by an actor of its own, which is ended afterwards."""
    actors: list[RayEcosystem] = []

    def make() -> Handle:
        actors.append(RayEcosystem(ecosystem, openers, casting))
        return actors[-1]

    status = await run_until(make, store, ecosystem, until, see)
    actors[0].kill()
    return status


def processes(name: str) -> list[psutil.Process]:
    """Ray's worker processes below this one that run actors of this class now; other clusters of this machine are not ours."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):  # it may end while it is looked at
            if " ".join(process.cmdline()).startswith(f"ray::{name}"):
                found.append(process)
    return found


def kill(name: str, most: int = 1) -> Callable[[], None]:
    """Something that kills (SIGKILL) so many of these processes, and insists that there are any."""

    def strike() -> None:
        victims = processes(name)[:most]
        assert victims, f"no process runs {name}"
        for victim in victims:
            victim.kill()

    return strike


def unseen(status: Status) -> None:
    """Nobody watches."""


async def until(condition: Callable[[], bool], seconds: float = SECONDS) -> None:
    """Wait for a condition, and fail when it does not come true in time."""

    async def reached() -> bool:
        return condition()

    await until_async(reached, seconds)


async def until_async(condition: Callable[[], Awaitable[bool]], seconds: float = SECONDS) -> None:
    """Wait for a condition that must be asked for, and fail when it does not come true in time."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - the condition is outside this process
            await asyncio.sleep(0.02)
