"""A browser without a window, and a page in it that watches an ecosystem which is played in this process."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from playwright.async_api import Browser, Page, async_playwright

from actors.supervisor import Supervisor
from benchmarks.alone import alone
from benchmarks.stand import Stand
from benchmarks.streams import NOBODY, gateway
from storage.accounts import Accounts

CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
SIZE = {"width": 1280, "height": 800}
PATIENCE_MS = 60_000
SEEN = """
window.seen = [];
new PerformanceObserver((list) => {
  for (const { detail, startTime } of list.getEntries()) window.seen.push([detail, performance.timeOrigin + startTime]);
}).observe({ type: "mark" });
"""
"""Notes the marks that the page makes when events have been on it for a picture: [number, milliseconds since 1970]."""


@dataclass
class House:
    """An ecosystem that everybody may watch, who plays it, and where.

    ``moments`` are those at which commits were answered, ``commits`` the same with the last number that each reached; in
    milliseconds since 1970, which the browser counts as well.
    """

    supervisor: Supervisor
    url: str
    moments: list[float]
    over: bool = False
    commits: list[tuple[int, float]] = field(default_factory=list)

    @property
    def ecosystem(self) -> str:
        """Its id."""
        return self.supervisor.ecosystem

    async def tick(self) -> int:
        """Play a tick, and note when its commit was answered; how many events it had."""
        before = self.supervisor.head.seq
        await self.supervisor.tick()
        self.commits.append((self.supervisor.head.seq, self.moments[-1]))
        return self.supervisor.head.seq - before

    async def play(self, ticks: int, events_per_s: float) -> None:
        """So many ticks (−1: any number), or until it is ``over``, at so many events a second on average."""
        due = time.perf_counter()
        while ticks and not self.over:
            ticks -= 1
            due += await self.tick() / events_per_s
            await asyncio.sleep(due - time.perf_counter())


def found() -> str | None:
    """Where a browser is, if there is one."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """A browser. There has to be one."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=found(), args=["--no-sandbox", "--enable-precise-memory-info"])
        yield opened
        await opened.close()


@asynccontextmanager
async def house(stand: Stand, cast_size: int, warm: int) -> AsyncIterator[House]:
    """A gateway with its page, and a world of so many people that has been played for so many ticks."""
    moments: list[float] = []
    async with (
        alone(stand, cast_size, lambda: moments.append(time.time() * 1000)) as (supervisor, _),
        gateway(stand, FABULA_PUBLIC_DEMO="1") as gate,
    ):
        for _ in range(warm):
            await supervisor.tick()
        accounts = Accounts.open(stand.postgres_url, size=1)
        await accounts.set_public(supervisor.ecosystem, True, NOBODY)
        await accounts.close()
        yield House(supervisor, f"http://127.0.0.1:{gate.port}", moments)


@asynccontextmanager
async def watched(browser: Browser, house: House) -> AsyncIterator[Page]:
    """The page of the house in a window of its own, once something of it is to be read."""
    async with window(browser) as page:
        await page.add_init_script(SEEN)
        await page.goto(f"{house.url}/#/world/{house.ecosystem}")
        await page.wait_for_selector(".feed .entry", state="attached", timeout=PATIENCE_MS)
        yield page


@asynccontextmanager
async def window(browser: Browser) -> AsyncIterator[Page]:
    """An empty page of a person of its own."""
    context = await browser.new_context(viewport=cast(Any, SIZE))
    yield await context.new_page()
    await context.close()
