"""Running an ecosystem for so many ticks, on Ray with real stores or within this process, and what came of it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Protocol

from actors.company import Company, shared_out
from actors.errors import StoreUnavailable
from actors.ports import Due, Head, Store
from runtime import cluster
from runtime.ecosystem import Ecosystem
from runtime.local_company import LocalCompany
from runtime.openers import Openers
from runtime.placement import UNBOUNDED, Placement, troupes_for
from runtime.ray_ecosystem import Casting
from runtime.status import Status

POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Summary:
    """What ``fabula run`` reports."""

    ecosystem: str
    scenario: str
    seed: int
    placement: str
    troupes: int
    ticks: int
    interactions: int
    events: int
    hash: str
    wall_s: float
    interactions_per_s: float

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON-able values."""
        return asdict(self)


class Handle(Protocol):
    """An ecosystem at work, wherever."""

    async def wake(self) -> object:
        """Look at the agenda now."""

    async def status(self) -> Status:
        """The published status."""


class LocalEcosystem:
    """An ecosystem in this process."""

    def __init__(self, ecosystem: str, openers: Openers, casting: Casting) -> None:
        self._actor = Ecosystem(ecosystem, openers, partial(_local_company, openers, casting))

    async def wake(self) -> Status:
        """Look at the agenda now."""
        return await self._actor.wake()

    async def status(self) -> Status:
        """The published status."""
        return self._actor.status()


def _local_company(openers: Openers, casting: Casting, ecosystem: str, whereabouts: Mapping[str, str]) -> Company:
    number = casting.troupes or (len(whereabouts) if casting.placement is Placement.DEDICATED else 1)
    return LocalCompany(ecosystem, shared_out(whereabouts, number), openers.store)


def troupes_of(casting: Casting, characters: int, local: bool) -> int:
    """How many troupes this casting means here. Raises as ``troupes_for``."""
    if local:
        return troupes_for(casting.placement, characters, 1, UNBOUNDED, casting.troupes)
    return troupes_for(casting.placement, characters, cluster.cpus(), cluster.free_mib(), casting.troupes)


async def run_until(
    make: Callable[[], Handle], store: Store, ecosystem: str, until: int, progress: Callable[[Status], None],
    ending: asyncio.Event | None = None,
) -> Status:  # fmt: skip
    """Order the run, and watch until it is done or cannot go on. The order outlives this call and whoever made it.

    When ``ending`` is set the order is withdrawn, and the run ends after the tick that is being played.
    """
    order = Due("run", "cli", 0, {"until": until})
    await store.order(ecosystem, order)
    handle, withdrawn = make(), False
    await handle.wake()
    async for status in statuses(handle):
        progress(status)
        if ending is not None and ending.is_set() and not withdrawn:
            withdrawn = await _withdrawn(store, ecosystem, order)
            await handle.wake()
        elif status.settled and (withdrawn or status.tick >= until or status.state != "asleep"):
            return status
        elif status.state == "asleep":
            await handle.wake()
    raise AssertionError


async def _withdrawn(store: Store, ecosystem: str, order: Due) -> bool:
    """Take an order back; False when the store does not answer: one has to ask again."""
    try:
        await store.done(ecosystem, order)
    except StoreUnavailable:
        return False
    return True


async def statuses(handle: Handle) -> AsyncIterator[Status]:
    """The status again and again."""
    while True:
        yield await handle.status()
        await asyncio.sleep(POLL_SECONDS)


class Stopwatch:
    """Wall time of a run; only for people and benchmarks, never for a decision."""

    def __init__(self) -> None:
        self._start = time.perf_counter()

    def seconds(self) -> float:
        """Since it was made."""
        return time.perf_counter() - self._start


def summarize(head: Head, casting: Casting, troupes: int, ticks: int, interactions: int, seconds: float) -> Summary:
    """The report of a run that brought so many interactions in so many ticks."""
    founding = head.founding
    return Summary(
        founding.ecosystem, founding.scenario, founding.seed, casting.placement.value, troupes, ticks, interactions,
        head.seq, head.hash, round(seconds, 3), round(interactions / seconds, 1) if seconds else 0.0,
    )  # fmt: skip
