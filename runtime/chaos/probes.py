"""Probes: how to see that what was struck works again."""

from collections.abc import Awaitable, Callable

from actors.errors import FabulaError
from actors.ports import MEMORY_INDEX
from actors.projection import Target
from runtime.chaos.ground import Ground
from storage.bus import entries

MOVED_ON = 3
"""After so many more ticks nothing of them was under way when the fault struck."""

Probe = Callable[[], Awaitable[bool]]


def probe_of(ground: Ground, victim: str, ecosystem: str, until: int) -> Probe:
    """Whether the victim works again after a fault that was done just now, in a round that ends with tick ``until``."""
    store = ground.host.store
    first: list[int] = []

    async def goes_on() -> bool:
        tick = (await store.head(ecosystem)).tick
        first.append(tick)
        return tick >= min(first[0] + MOVED_ON, until)

    async def projected() -> bool:
        concerned = [target for target in ground.targets if victim in (target.name, "projector")]
        return all([await _is_current(ground, target, ecosystem) for target in concerned])

    async def remembered() -> bool:
        memories = await store.memories(ecosystem, await store.cursor(ecosystem, MEMORY_INDEX), 1)
        return not memories

    async def announced() -> bool:
        await entries(ground.host.services.redis_url, ecosystem)
        return True

    probes = {"projector": projected, "neo4j": projected, "kafka": projected, "valkey": announced, "index": remembered}
    return probes.get(victim, goes_on)


async def holds(probe: Probe) -> bool:
    """What the probe says; no while it gets no answer."""
    try:
        return await probe()
    except FabulaError:
        return False


async def _is_current(ground: Ground, target: Target, ecosystem: str) -> bool:
    return (await target.mark(ecosystem)).seq == (await ground.host.store.head(ecosystem)).seq
