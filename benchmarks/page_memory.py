"""The page's memory over a long evening: as many events as a busy world has in twenty minutes, at once or at a pace."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from playwright.async_api import CDPSession, Page

from benchmarks.browser import House, browser, house, watched
from benchmarks.plan import Plan
from benchmarks.stand import Stand

CAST = 77
SAMPLES = 20
AHEAD = 1000  # events that are played before the page is waited for: fewer than a gateway keeps for one client


async def page_memory(stand: Stand, plan: Plan) -> dict[str, float]:
    """The heap (MiB, garbage collected), nodes and listeners at the beginning, a quarter of the way, halfway and at the end.

    And the least and the most of each from halfway on.
    """
    async with browser() as chromium, house(stand, CAST, 10) as opened, watched(chromium, opened) as ours:
        begun, began = opened.supervisor.head.seq, time.perf_counter()
        session = await ours.context.new_cdp_session(ours)
        samples = [await _memory(session)]
        for number in range(1, SAMPLES + 1):
            await _heard(ours, opened, begun + plan.heard * number // SAMPLES, plan.pace)
            samples.append(await _memory(session))
        late = samples[SAMPLES // 2 :]
        moments = {
            "first": samples[0], "quarter": samples[SAMPLES // 4], "half": late[0], "end": late[-1],
            "least": _each(min, late), "most": _each(max, late),
        }  # fmt: skip
        return {
            "events": float(opened.supervisor.head.seq - begun),
            "minutes": (time.perf_counter() - began) / 60,
            **{f"{name}_{when}": value for when, sample in moments.items() for name, value in sample.items()},
        }


async def _heard(page: Page, house: House, until: int, pace: float) -> None:
    """Have the page hear what happens up to a number, so many events a second."""
    while house.supervisor.head.seq < until:
        ahead = min(until, house.supervisor.head.seq + AHEAD)
        while house.supervisor.head.seq < ahead:
            await house.play(1, pace)
        await page.wait_for_function("(seq) => window.fabula.show.live.seq >= seq", arg=house.supervisor.head.seq, timeout=60_000)


def _each(chosen: Callable[[Iterable[float]], float], samples: Sequence[dict[str, Any]]) -> dict[str, float]:
    return {name: chosen(sample[name] for sample in samples) for name in samples[0]}


async def _memory(session: CDPSession) -> dict[str, Any]:
    await session.send("HeapProfiler.collectGarbage")
    usage = await session.send("Runtime.getHeapUsage")
    counters = await session.send("Memory.getDOMCounters")
    return {"heap_mib": usage["usedSize"] / 2**20, "nodes": counters["nodes"], "listeners": counters["jsEventListeners"]}
