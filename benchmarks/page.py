"""The page in a browser: from a commit to the picture that has its lines, beside a bare page that appends a line for each event;
and how many pictures a second it draws of a busy world, beside an empty page.

The gateway is a process of its own, the browser one or more, and the world is played by the measuring process.
"""

import asyncio
from statistics import median
from typing import Any, cast

from playwright.async_api import Browser, Page

from benchmarks.browser import House, browser, house, watched, window
from benchmarks.plan import Plan
from benchmarks.spread import percentile
from benchmarks.stand import Stand

CASTS = (77, 500)
EVENTS_PER_S = 50.0
WARM_TICKS = 10
FIRST_SECONDS = 4.0
"""So long a page has to draw its first pictures before they are counted."""

FRAME_MS = 1000 / 60
GRACE_MS = 0.5
"""A picture that comes so much late is in time: the browser's clock is coarse."""

BARE = """<!doctype html><title>Bare</title><ul></ul><script>
window.seen = [];
const list = document.querySelector("ul");
new EventSource(location.hash.slice(1)).onmessage = (message) => {
  const event = JSON.parse(message.data);
  const line = document.createElement("li");
  line.textContent = `${event.seq} ${event.kind}`;
  list.append(line);
  requestAnimationFrame(() => window.seen.push([event.seq, performance.timeOrigin + performance.now()]));
};
</script>"""
"""What one would write who wants to see events and nothing else."""

FRAMES = """(milliseconds) => new Promise((done) => {
  const frames = [];
  let last;
  const end = performance.now() + milliseconds;
  requestAnimationFrame(function on(now) {
    if (last !== undefined) frames.push(now - last);
    last = now;
    if (now < end) requestAnimationFrame(on);
    else done(frames);
  });
})"""


async def page(stand: Stand, plan: Plan) -> dict[str, float]:
    """One round: milliseconds from commit to pixels of both, and the pictures of each cast and of an empty page."""
    async with browser() as chromium:
        async with window(chromium) as empty:
            found = _pictures("empty", await _frames(empty, plan.framed))
        for cast_size in CASTS:
            async with house(stand, cast_size, WARM_TICKS) as opened:
                if cast_size == CASTS[0]:
                    found |= await _latencies(chromium, opened, plan.looked)
                async with watched(chromium, opened) as ours:
                    playing = asyncio.create_task(opened.play(-1, EVENTS_PER_S))
                    await asyncio.sleep(FIRST_SECONDS)
                    found |= _pictures(str(cast_size), await _frames(ours, plan.framed))
                    opened.over = True
                    await playing
    return found


async def _latencies(chromium: Browser, opened: House, ticks: int) -> dict[str, float]:
    found = {}
    async with window(chromium) as bare:
        await bare.route("**/bare", lambda route: route.fulfill(body=BARE, content_type="text/html"))
        path = f"/api/v1/ecosystems/{opened.ecosystem}/events/stream?after={opened.supervisor.head.seq}"
        await bare.goto(f"{opened.url}/bare#{path}")
        found["bare"] = await _shown(bare, opened, ticks)
    async with watched(chromium, opened) as ours:
        await asyncio.sleep(FIRST_SECONDS)
        found["pixels"] = await _shown(ours, opened, ticks)
    return {
        f"{name}_p{hundredths}_ms": percentile(waits, hundredths) for name, waits in found.items() for hundredths in (50, 99)
    }  # fmt: skip


async def _shown(page: Page, opened: House, ticks: int) -> list[float]:
    """From the answer of each commit to the first picture begun after its last event was on the page."""
    await opened.play(2, EVENTS_PER_S)  # whatever is done the first time only
    opened.commits.clear()
    await opened.play(ticks, EVENTS_PER_S)
    await page.wait_for_function("(seq) => window.seen.at(-1)?.[0] >= seq", arg=opened.commits[-1][0])
    seen = cast(list[tuple[int, float]], await page.evaluate("window.seen"))
    return [min(moment for seq, moment in seen if seq >= last) - committed for last, committed in opened.commits]


async def _frames(page: Page, seconds: float) -> list[float]:
    return cast(list[float], await page.evaluate(FRAMES, seconds * 1000))


def _pictures(name: str, frames: list[float]) -> dict[str, Any]:
    """How many a second, median and 99th percentile of the time between two, the shares in time, and how many were left out."""
    within = [sum(frame <= limit + GRACE_MS for frame in frames) / len(frames) for limit in (FRAME_MS, 2 * FRAME_MS)]
    return {
        f"fps_{name}": 1000 * len(frames) / sum(frames), f"frame_{name}_ms": median(frames),
        f"frame_p99_{name}_ms": percentile(frames, 99), f"in_time_{name}": within[0], f"within_two_{name}": within[1],
        f"dropped_{name}": sum(max(0, round(frame / FRAME_MS) - 1) for frame in frames), f"frames_{name}": len(frames),
    }  # fmt: skip
