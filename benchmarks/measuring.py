"""Measuring what a plan says: round after round, in each of them every case once, so that the machine's moods meet all alike."""

from collections.abc import Awaitable, Callable
from typing import Any

from benchmarks.announcing import announcing
from benchmarks.browser import found as browsable
from benchmarks.durable import cost, durable, memory, spawn
from benchmarks.engine import engine
from benchmarks.fanout import fanout
from benchmarks.history import history
from benchmarks.machine import commit, machine, today
from benchmarks.page import page
from benchmarks.page_memory import page_memory
from benchmarks.plan import Plan
from benchmarks.projection import projection, projects
from benchmarks.reads import reads
from benchmarks.recovery import recovery
from benchmarks.speech import freshness
from benchmarks.stand import Stand
from benchmarks.streams import streams

Round = dict[str, float]
ONCE = ("page-memory", "speech")
"""What takes long, or says the same each time."""

Case = tuple[str, int]
"""Which benchmark, and its number of characters (0 where there is no choice)."""

SPOKEN = ("lines", "distinct_share", "repeats_within_50")


def cases(plan: Plan) -> list[Case]:
    """All that this plan measures."""
    sizes: dict[str, tuple[int, ...]] = {
        "D1": plan.sizes, "D2": plan.sizes, "growth": plan.growth,
        **dict.fromkeys(("D5", "D6", "D9"), plan.sizes[-1:]),
    }  # fmt: skip
    return [(name, size) for name in plan.chosen for size in sizes.get(name, (0,))]


async def measured(stand: Stand, plan: Plan, say: Callable[[str], None]) -> dict[str, Any]:
    """The result, as it is kept: commit, date, machine, and every round of every case. Raises WrongRun."""
    found: dict[Case, list[Round]] = {case: [] for case in cases(plan)}
    if why_not := projects(stand) if ("D8", 0) in found else "":
        say(f"D8 is left out: {why_not}")
        del found["D8", 0]
    for case in [("page", 0), ("page-memory", 0)]:
        if case in found and browsable() is None:
            say(f"{case[0]} is left out: there is no Chromium")
            del found[case]
    before = await machine(stand.postgres_url)
    for number in range(plan.rounds):
        for case, rounds in found.items():
            if case[0] in ONCE and number:
                continue
            say(f"round {number + 1} of {plan.rounds}: {case[0]}{f', {case[1]:,} characters' if case[1] else ''}")
            rounds.append(await _one(stand, plan, case, number))
    return {
        "commit": commit(), "date": today(), "machine": before,
        "cases": [{"benchmark": name, "characters": size, "rounds": rounds} for (name, size), rounds in found.items()],
    }  # fmt: skip


async def _one(stand: Stand, plan: Plan, case: Case, number: int) -> Round:
    name, size = case
    sized: dict[str, Callable[[Stand, Plan, int], Awaitable[Round]]] = {
        "D1": engine, "D2": durable, "D5": memory, "D6": spawn, "D9": recovery, "growth": cost,
    }  # fmt: skip
    if name in sized:
        return await sized[name](stand, plan, size)
    unsized: dict[str, Callable[[Stand, Plan], Awaitable[Round]]] = {
        "D4": fanout, "D8": projection, "announcing": announcing, "reads": reads, "streams": streams,
        "page": page, "page-memory": page_memory,
    }  # fmt: skip
    if name in unsized:
        return await unsized[name](stand, plan)
    if name == "D11":
        return await history(plan, number)
    spoken = await freshness(plan.spoken)
    return {key: float(spoken[key]) for key in SPOKEN}
