"""The page's memory over a long evening: as many events as a busy world has in twenty minutes, as fast as the page takes them."""

from typing import Any

from playwright.async_api import CDPSession, Page

from benchmarks.browser import House, browser, house, watched
from benchmarks.plan import Plan
from benchmarks.stand import Stand

CAST = 77
SAMPLES = 12
AHEAD = 1000  # events that are played before the page is waited for: fewer than a gateway keeps for one client


async def page_memory(stand: Stand, plan: Plan) -> dict[str, float]:
    """The heap (MiB, garbage collected) and the nodes at the beginning, a quarter of the way, halfway and at the end."""
    async with browser() as chromium, house(stand, CAST, 10) as opened, watched(chromium, opened) as ours:
        begun = opened.supervisor.head.seq
        session = await ours.context.new_cdp_session(ours)
        samples = [await _memory(session)]
        for number in range(1, SAMPLES + 1):
            until = begun + plan.heard * number // SAMPLES
            while opened.supervisor.head.seq < until:
                await _played(opened, min(until, opened.supervisor.head.seq + AHEAD))
                await _heard(ours, opened.supervisor.head.seq)
            samples.append(await _memory(session))
        moments = {"first": 0, "quarter": SAMPLES // 4, "half": SAMPLES // 2, "end": SAMPLES}
        return {
            "events": float(opened.supervisor.head.seq - begun),
            **{f"{name}_{when}": samples[at][name] for when, at in moments.items() for name in samples[0]},
        }  # fmt: skip


async def _played(opened: House, until: int) -> None:
    while opened.supervisor.head.seq < until:
        await opened.tick()


async def _heard(page: Page, seq: int) -> None:
    await page.wait_for_function("(seq) => window.fabula.show.live.seq >= seq", arg=seq, timeout=60_000)


async def _memory(session: CDPSession) -> dict[str, Any]:
    await session.send("HeapProfiler.collectGarbage")
    usage = await session.send("Runtime.getHeapUsage")
    counters = await session.send("Memory.getDOMCounters")
    return {"heap_mib": usage["usedSize"] / 2**20, "nodes": counters["nodes"], "listeners": counters["jsEventListeners"]}
