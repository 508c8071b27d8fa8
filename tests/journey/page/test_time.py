"""Going back, replaying, and returning to what happens now; and coming back after the gateway was gone."""

from playwright.sync_api import Page, expect

from tests.journey.page.conftest import Window
from tests.journey.page.house import House

NUMBERS = """() => {
  const { past, live } = window.fabula.show;
  const numbers = past.events.map(({ seq }) => seq);
  return { first: numbers[0], last: numbers.at(-1), many: numbers.length, live: live.seq };
}"""


BANNER = """() => {
  const banner = document.querySelector(".banner");
  window.banner = [];
  new MutationObserver(() => window.banner.push(!banner.hidden)).observe(banner, { attributes: true });
}"""
"""Whether the banner was shown, each time that this changes: it may be gone before anybody has looked."""


def clock(page: Page) -> str:
    return page.locator(".clock").inner_text()


def reached(page: Page, tick: int) -> None:
    """Wait until that many ticks have happened."""
    page.wait_for_function("(tick) => window.fabula.show.live.tick >= tick", arg=tick)


def test_one_goes_back_to_any_tick_and_returns_to_the_present(window: Window) -> None:
    page = window.open()
    reached(page, 4)
    page.evaluate("window.fabula.show.goto(2)")
    page.wait_for_selector(".timeline[data-mode=past]")
    assert clock(page).startswith("tick 2 of ")
    assert page.evaluate("window.fabula.show.world.tick") == 2
    assert page.evaluate("Math.max(...window.fabula.theatre.feed.all.map(({ tick }) => tick))") <= 2
    page.get_by_role("button", name="Back to live").click()
    page.wait_for_selector(".timeline[data-mode=live]")
    assert page.evaluate("window.fabula.show.world === window.fabula.show.live")


def test_what_happened_is_replayed_up_to_the_present(window: Window) -> None:
    page = window.open()
    reached(page, 6)
    page.evaluate("window.fabula.show.goto(window.fabula.show.live.tick - 3)")
    page.wait_for_selector(".timeline[data-mode=past]")
    page.get_by_role("button", name="Replay 16 times as fast").click()
    page.get_by_role("button", name="Replay", exact=True).click()
    page.wait_for_selector(".timeline[data-mode=replay]")
    page.wait_for_selector(".timeline[data-mode=live]")


def test_a_world_gone_back_to_is_the_world_as_it_was(window: Window) -> None:
    page = window.open()
    reached(page, page.evaluate("window.fabula.show.live.tick") + 3)
    same = page.evaluate("""async () => {
      const { World } = await import("/page/scripts/world.js");
      const { pages } = await import("/page/scripts/past.js");
      const { show } = window.fabula;
      const tick = show.live.tick - 1;
      const folded = new World();
      for await (const events of pages(show.id, 0, show.live.seq)) {
        for (const event of events) if (event.tick <= tick) folded.apply(event);
      }
      await show.goto(tick);
      const told = ({ ties, people }) => JSON.stringify([
        [...ties.values()].map(({ owner, target, now, kind }) => [owner, target, now, kind].join(" ")).sort(),
        [...people.values()].map(({ id, place, mood, levels }) => [id, place, mood, levels].join(" ")).sort(),
      ]);
      return told(folded) === told(show.world);
    }""")
    assert same


def test_nothing_is_missed_or_told_twice_when_the_gateway_was_gone(windows: object, house: House) -> None:
    window: Window = windows()  # type: ignore[operator]
    page = window.open()
    before = page.evaluate(NUMBERS)["last"]
    page.evaluate(BANNER)
    house.kill_worker()
    page.wait_for_function("window.banner.includes(true)", timeout=90_000)
    expect(page.locator(".banner")).to_be_hidden(timeout=90_000)
    page.wait_for_function("(seq) => window.fabula.show.live.seq > seq + 5", arg=before, timeout=90_000)
    after = page.evaluate(NUMBERS)
    assert after["last"] - after["first"] + 1 == after["many"]
    assert after["live"] == after["last"]
    told = page.evaluate("window.fabula.theatre.feed.all.map(({ seq }) => seq)")
    assert told == sorted(set(told))
