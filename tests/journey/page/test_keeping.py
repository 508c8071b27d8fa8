"""What the page keeps of a long evening is bounded, and what it keeps is right."""

from typing import Any

from playwright.sync_api import Page

from tests.journey.page.conftest import Window
from tests.journey.page.house import House

TRACED = """async (points) => {
  const { Trace } = await import("/page/scripts/trace.js");
  const made = [new Trace()];
  for (const [tick, affinity] of points) made.push(made.at(-1).with(tick, affinity));
  const other = made.map((trace) => [...trace.with(1e6, 7)].at(-1));
  return { told: made.map((trace) => [...trace]), lengths: made.map(({ length }) => length), other };
}"""
"""Every trace of a line of points, told once all have been made and another world has gone on from each of them."""

EVENING = """async (until) => {
  const { World } = await import("/page/scripts/world.js");
  const { Past } = await import("/page/scripts/past.js");
  const { show } = window.fabula;
  const heard = show.past.events.filter(({ kind }) => kind === "interaction");
  const [world, past] = [show.live.clone(), new Past(show.id)];
  const kept = { events: [], frames: [], wrong: [] };
  const told = ({ seq, ties }) => JSON.stringify([seq, [...ties.values()].map(({ now, trace }) => [now, [...trace]])]);
  for (let n = 1; n <= until; n++) {
    const tick = world.tick + (n % 40 === 1 ? 1 : 0);
    const ended = { kind: "tick_completed", body: { interactions: 39, idle: {} } };
    const event = { ...(n % 40 ? heard[n % heard.length] : ended), seq: world.seq + 1, tick };
    world.apply(event);
    past.newest = tick;
    past.add(event, world);
    if (n % 1000 === 0) [kept.events, kept.frames] = [[...kept.events, past.events.length], [...kept.frames, past.frames.length]];
    if (n === until - 3000) [kept.was, kept.tick] = [told(world), tick];
  }
  const asked = performance.getEntriesByType("resource").length;
  kept.same = told(await past.at(kept.tick, world.seq, () => {}, undefined)) === kept.was;
  kept.asked = performance.getEntriesByType("resource").length - asked;
  return kept;
}"""
"""Folds so many events more than the page has heard, and goes back to a moment 3,000 events ago."""

READING = """async (more) => {
  const { show, theatre: { feed } } = window.fabula;
  show._stream.close();
  const scene = show.past.events.findLast(({ kind }) => kind === "interaction");
  const hear = (many) => {
    const events = Array.from({ length: many }, () => ({ ...scene, seq: (show.live.seq += 1), tick: (show.live.tick += 1) }));
    feed.events(show.live, events);
    return events;
  };
  hear(2900);
  feed.following = false;
  const before = [...feed.list.children].map(({ dataset }) => dataset.seq);
  for (let n = 0; n < more; n += 50) hear(50);
  const { all, matching, begin, end, list, following } = feed;
  const after = [...list.children].map(({ dataset }) => dataset.seq);
  return { before, after, following, all: all.length, on: matching.slice(begin, end).map(({ seq }) => String(seq)) };
}"""
"""Somebody reads what was said before while so many scenes more are told."""


def test_a_feelings_history_is_its_first_point_and_the_newest_fifty_nine(window: Window, house: House) -> None:
    points = [[tick, tick * 7 % 200 - 100 + again] for tick in range(1, 200) for again in range(1 + (tick % 3 == 0))]
    window.page.goto(f"{house.url}/login")
    found = window.page.evaluate(TRACED, points)
    assert found["told"] == [_history(points[:many]) for many in range(len(points) + 1)]
    assert found["lengths"] == [len(told) for told in found["told"]]
    assert found["other"] == [[1_000_000, 7]] * (len(points) + 1)


def test_what_is_kept_of_an_evening_is_full_once_and_then_stays_as_it_is(window: Window) -> None:
    kept = _page(window).evaluate(EVENING, 20_000)
    assert all(7800 <= many <= 8000 for many in kept["events"][-10:])
    assert max(kept["frames"]) <= 12
    assert kept["same"], "a moment that was gone back to is not what it was"
    assert kept["asked"] == 0, "a moment in memory was asked for"


def test_who_reads_what_was_said_before_goes_on_reading_while_the_oldest_is_let_go(window: Window) -> None:
    found = _page(window).evaluate(READING, 1000)
    assert found["all"] == 3000
    assert found["after"] == found["on"]
    assert found["after"][: len(found["before"])] == found["before"]
    assert found["following"] is False


def test_what_is_let_go_while_it_is_read_leaves_the_newest_on_the_page(window: Window) -> None:
    found = _page(window).evaluate(READING, 4000)
    assert found["all"] == 3000
    assert found["after"] == found["on"]
    assert 0 < len(found["on"]) <= 120


def _page(window: Window) -> Page:
    page = window.open()
    page.wait_for_function("window.fabula.show.past.events.some(({ kind }) => kind === 'interaction')")
    return page


def _history(points: list[Any]) -> list[Any]:
    """What is told of such a line: of a tick what it ended with."""
    kept: list[Any] = []
    for point in points:
        if kept and kept[-1][0] == point[0]:
            kept.pop()
        kept.append(point)
        if len(kept) > 60:
            kept.pop(1)
    return kept
