"""How fast the page is: ``python -m tests.journey.page.measuring``. The figures in docs/page.md come from here."""

import asyncio
import sys
import threading
from pathlib import Path
from statistics import quantiles
from time import time

from playwright.sync_api import Browser, sync_playwright

from gateway.settings import GatewaySettings
from runtime.following import follow
from runtime.host import hosting
from tests.journey.page.conftest import installed
from tests.journey.page.house import House, opened

WATCHED_SECONDS = 40
BUSY_SECONDS = 10
MEMORY_SECONDS = 120

WATCH = """() => {
  window.painted = [];
  window.fabula.show.on({ events(world, events) {
    requestAnimationFrame(() => setTimeout(() => {
      const now = Date.now();
      for (const { seq } of events) window.painted.push([seq, now]);
    }));
  } });
}"""

CROWD = (Path(__file__).parent / "crowd.js").read_text("utf-8").partition("\n")[2]


def main() -> None:
    """Measure, and print what was found."""
    path = installed()
    if path is None:
        sys.exit("there is no Chromium here; install it first")
    with opened() as house, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--enable-precise-memory-info"])
        _latency(browser, house)
        for people in (77, 500):
            _frames(browser, house, people)
        _memory(browser, house)
        browser.close()


def _latency(browser: Browser, house: House) -> None:
    """From the moment at which a committed event can be read to the frame that shows it."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{house.url}/")
    page.wait_for_selector(".feed .entry", state="attached")
    heard: dict[int, float] = {}
    stop = threading.Event()
    listening = threading.Thread(target=lambda: asyncio.run(_listen(house, house.live(), heard, stop)))
    listening.start()
    page.evaluate(WATCH)
    page.wait_for_timeout(WATCHED_SECONDS * 1000)
    painted = page.evaluate("window.painted")
    stop.set()
    listening.join()
    page.close()
    late = sorted(at - heard[seq] * 1000 for seq, at in painted if seq in heard)
    cuts = quantiles(late, n=100)
    print(f"commit to pixels: {len(late)} events, p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms")


async def _listen(house: House, ecosystem: str, heard: dict[int, float], stop: threading.Event) -> None:
    async with hosting(GatewaySettings(home=house.home, embedder="hashed")) as host:
        head = await host.store.head(ecosystem)
        async for batch in follow(host.store, host.herald, ecosystem, head.seq):
            now = time()
            heard.update({event.seq: now for event in batch})
            if stop.is_set():
                return


def _frames(browser: Browser, house: House, people: int) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{house.url}/")
    page.wait_for_selector(".feed .entry", state="attached")
    page.evaluate("window.fabula.theatre.end()")
    found = page.evaluate(CROWD, {"people": people, "seconds": BUSY_SECONDS, "rate": 50})
    print(f"{people} people, 50 events/s: {found['frames']:.0f} frames/s, p50 {found['p50']:.1f} ms, p99 {found['p99']:.0f} ms")
    page.close()


def _memory(browser: Browser, house: House) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{house.url}/")
    page.wait_for_selector(".feed .entry", state="attached")
    page.evaluate("window.fabula.theatre.end()")
    tools = page.context.new_cdp_session(page)
    for round in range(4):
        page.evaluate(CROWD, {"people": 77, "seconds": MEMORY_SECONDS / 4, "rate": 50})
        tools.send("HeapProfiler.collectGarbage")
        used = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
        print(f"memory after {(round + 1) * MEMORY_SECONDS / 4:.0f} s of 50 events/s: {used:.1f} MB")
    page.close()


if __name__ == "__main__":
    main()
