"""The page keeps up with a world: what is committed is soon to be read, and a long evening does not fill the browser."""

import time
from typing import Any

from playwright.sync_api import expect

from tests.journey.page.conftest import Window
from tests.journey.page.house import House

SECONDS = 2.0
"""After so long at most a line is on the page, counted from when it was in the store."""

EVENTS = 5000
MORE_MIB = 24

REPLAY = """async ([from, to]) => {
  const { show } = window.fabula;
  show._stream.close();
  const told = (window.told ??= show.past.events.filter(({ kind }) => kind === "interaction" || kind === "tick_completed"));
  for (let n = from; n < to; n++) {
    show._heard({ ...told[n % told.length], seq: show.live.seq + 1, tick: show.live.tick + (n % 20 ? 0 : 1) });
    if (n % 50 === 49) await new Promise(requestAnimationFrame);
  }
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const { feed } = window.fabula.theatre;
  const { length: events } = show.past.events;
  return { events, entries: feed.all.length, shown: feed.list.childElementCount, beats: show.live.beats.length };
}"""
"""Tells the page of as many events as if they came from the stream, fifty for each picture."""


def test_a_line_is_on_the_page_two_seconds_after_its_commit(window: Window, house: House) -> None:
    ecosystem = house.live()
    page = window.open(ecosystem)
    for _ in range(3):
        seq, seen = house.said(ecosystem)
        left = SECONDS - (time.monotonic() - seen)
        page.wait_for_selector(f'.feed [data-seq="{seq}"]', state="attached", timeout=max(1.0, left * 1000))


def test_a_long_evening_does_not_fill_the_browser(window: Window) -> None:
    page = window.open()
    session = page.context.new_cdp_session(page)
    page.evaluate(REPLAY, [0, EVENTS // 2])
    before = _kept(session)
    told = page.evaluate(REPLAY, [EVENTS // 2, EVENTS])
    after = _kept(session)
    assert told["shown"] <= 90
    assert told["entries"] <= 3000
    assert told["events"] <= 8000
    assert told["beats"] <= 4000
    assert after["nodes"] <= before["nodes"] * 1.2 + 500, (before, after)
    assert after["jsEventListeners"] <= before["jsEventListeners"] * 1.2 + 200, (before, after)
    assert after["heap"] <= before["heap"] + MORE_MIB * 2**20, (before, after)


def _kept(session: Any) -> dict[str, float]:
    """What the browser keeps once garbage is collected."""
    session.send("HeapProfiler.collectGarbage")
    return {**session.send("Memory.getDOMCounters"), "heap": session.send("Runtime.getHeapUsage")["usedSize"]}


def test_who_comes_late_is_told_what_somebody_did_and_remembers(window: Window, house: House) -> None:
    page = window.open(house.found("les-miserables", 70))
    assert page.evaluate("window.fabula.show.past.floor") > 1, "this world is too young to come late to"
    page.evaluate("window.fabula.theatre._sheet('enjolras')")
    sheet = page.get_by_role("dialog")
    expect(sheet.locator(".memories li").first).to_be_visible()
    expect(sheet.locator(".sheet-acts .entry").first).to_be_visible()
    page.wait_for_function("window.fabula.show.live.feelings('enjolras').some(({ trace }) => trace.length > 2)")
    page.keyboard.press("Escape")
    assert page.evaluate("window.fabula.show.goto(40).then(() => window.fabula.show.world.tick)") == 40
