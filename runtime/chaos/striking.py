"""Striking: doing to a victim what the schedule says, at its moment, and seeing how long it takes until it works again."""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

import psutil

from runtime.chaos.faults import WIRE_DEEDS, Fault
from runtime.chaos.ground import Ground
from runtime.chaos.probes import holds, probe_of
from runtime.chaos.schedule import Injection
from runtime.chaos.victims import TITLES, awaited, family, send, workers

LOOK_SECONDS = 0.01
RECOVERY_SECONDS = 180.0

Deed = Callable[[], Awaitable[float | None]]
"""Does the harm; when that was over, by the performance counter, or None when nobody was there to be struck."""


@dataclass(frozen=True, slots=True)
class Blow:
    """A fault that was done. ``recovery`` is in seconds from its end; None when the victim did not come back in time."""

    tick: int
    recovery: float | None
    missed: bool = False  # nobody was there to be struck any more
    stopped: str = ""  # why the world did not get to the round's end


async def struck(ground: Ground, injection: Injection, ecosystem: str, until: int, ticks: int, deed: Deed) -> Blow:
    """Wait for the moment, do the deed, and wait until what was struck works again. The round of so many ticks ends with tick
    ``until``."""
    tick = await _moment(ground, injection, ecosystem, min(until - ticks + injection.tick, until))
    ended = await deed()
    if ended is None:
        return Blow(tick, None, missed=True)
    probe = probe_of(ground, injection.fault.victim, ecosystem, until)
    while time.perf_counter() - ended < RECOVERY_SECONDS:
        if await holds(probe):
            return Blow(tick, time.perf_counter() - ended)
        await asyncio.sleep(LOOK_SECONDS)
    return Blow(tick, None)


async def harm(ground: Ground, injection: Injection, below: int) -> float | None:
    """Disturb the wire to the victim, or kill or pause its processes, of Ray those that descend from the process ``below``; when
    that was over, as a ``Deed`` says it."""
    fault = injection.fault
    if fault.deed in WIRE_DEEDS:
        async with ground.wires[fault.victim].disturbed(fault.deed):
            await asyncio.sleep(injection.seconds)
        return time.perf_counter()
    victims = await awaited(partial(_victims, ground, fault, injection.pick, below))
    if not victims:
        return None
    if fault.deed == "pause":
        return await _paused(victims, injection.seconds)
    send(victims, signal.SIGKILL)
    return time.perf_counter()


def _victims(ground: Ground, fault: Fault, pick: int, below: int) -> list[psutil.Process]:
    if fault.victim not in TITLES:
        return family(ground.settings, fault.victim)
    found = workers(fault.victim, below)
    return [found[pick % len(found)]] if found and fault.victim == "troupe" else found


async def _paused(victims: Sequence[psutil.Process], seconds: float) -> float:
    try:
        send(victims, signal.SIGSTOP)
        await asyncio.sleep(seconds)
    finally:
        send(victims, signal.SIGCONT)
    return time.perf_counter()


async def _moment(ground: Ground, injection: Injection, ecosystem: str, due: int) -> int:
    """The tick at which the fault is done, when it is due."""
    while (head := await ground.host.store.head(ecosystem)).tick < due:  # noqa: ASYNC110
        await asyncio.sleep(LOOK_SECONDS)
    await asyncio.sleep(injection.wait_ms / 1000)
    return head.tick
