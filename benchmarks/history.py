"""D11: what a tick costs late in a long history, beside an early one. In this process and in memory, with a small cast.

The old and the young world play in turns, one tick each, so that whatever else the machine does meets both alike.
"""

import time
from statistics import median

from actors.supervisor import Supervisor
from benchmarks.plan import Plan
from benchmarks.playing import SEED
from benchmarks.worlds import supervisor, world
from runtime.garbage import collect_rarely

CAST = 77


async def history(plan: Plan, number: int) -> dict[str, float]:
    """One round, of a world with a seed of its own: the median CPU time for each interaction, and for each tick."""
    collect_rarely()
    authored = world(CAST, SEED + number)
    old = await _aged(await supervisor(authored, SEED + number), plan.old - plan.window)
    young = await _aged(await supervisor(authored, SEED + number), plan.young)
    early, late = [], []
    for _ in range(plan.window):
        early.append(await _tick(young))
        late.append(await _tick(old))
    return {
        "cpu_us": _each(late), "bare": _each(early),
        "tick_ms": median(seconds for seconds, _ in late) * 1000, "early_tick_ms": median(seconds for seconds, _ in early) * 1000,
    }  # fmt: skip


async def _aged(supervisor: Supervisor, ticks: int) -> Supervisor:
    for _ in range(ticks):
        await supervisor.tick()
    return supervisor


async def _tick(supervisor: Supervisor) -> tuple[float, int]:
    """CPU seconds and interactions."""
    start = time.process_time()
    done = await supervisor.tick()
    return time.process_time() - start, done.interactions


def _each(ticks: list[tuple[float, int]]) -> float:
    return median(seconds / interactions for seconds, interactions in ticks if interactions) * 1e6
