"""Whoever is logged in directs: the world stops and goes on, a storm breaks, somebody answers, a story begins."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.journey.page import long_work
from tests.journey.page.conftest import Window
from tests.journey.waiting import until

DUE = "window.fabula.show.refresh().then(() => window.fabula.show.head.due)"


@pytest.fixture
def director(windows: Callable[..., Window]) -> Window:
    """A window of the administrator, in which nothing may go wrong."""
    window = windows(reduced_motion="reduce")
    window.log_in()
    window.open(window.house.live())
    return window


def desk(page: Page) -> None:
    page.get_by_role("button", name="Direct").click()
    page.get_by_role("dialog", name="Director's desk").wait_for()


def test_what_the_director_throws_into_the_world_shows_in_the_play(director: Window) -> None:
    page = director.page
    desk(page)
    page.get_by_label("My own words").check()
    page.get_by_label("In your words").fill("the well ran dry")
    page.get_by_role("button", name="Let it happen").click()
    expect(page.locator(".feed .order.lit")).to_contain_text("The well ran dry", timeout=90_000)
    expect(page.get_by_role("dialog", name="Director's desk")).to_be_hidden()
    expect(page.locator(".desk .orders li").first).to_contain_text("The well ran dry")
    assert director.faults == []


def test_a_character_answers_and_remembers(director: Window) -> None:
    page = director.page
    page.evaluate("window.fabula.theatre._talk('romeo')")
    page.get_by_label("What you say").fill("What is new in Verona?")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator(".utterance:not(.mine):not(.waiting) p")).not_to_be_empty(timeout=90_000)
    page.wait_for_function("window.fabula.show.world.people.get('romeo').memories.some(({ text }) => text.includes('Verona?'))")
    assert director.faults == []


def test_a_story_begins_stops_and_goes_on_by_a_tick(director: Window) -> None:
    page = director.page
    page.evaluate("location.hash = '#/library'")
    page.locator(".scenario").filter(has_text="Two Households").get_by_role("link", name="Make it yours").click()
    page.get_by_role("button", name="Take Tybalt Capulet out").click()
    page.get_by_label("Title").fill("A test of patience")
    page.get_by_label("It lives at once").uncheck()
    page.get_by_role("button", name="Raise the curtain").click()
    expect(page.locator("h1")).to_have_text("A test of patience", timeout=90_000)
    expect(page.locator(".still")).to_contain_text("has not begun")
    desk(page)
    page.get_by_role("button", name="One tick").click()
    page.wait_for_function("window.fabula.show.live.tick >= 1", timeout=90_000)
    expect(page.locator(".status")).not_to_have_text("live")
    assert director.faults == []


def test_running_ahead_shows_how_far_it_is_and_ends_where_one_says(director: Window) -> None:
    page = director.page
    desk(page)
    page.get_by_label("Run ahead by so many ticks").fill("100000")
    page.get_by_role("button", name="Run ahead").click()
    bar = page.get_by_role("progressbar", name="Running ahead")
    expect(bar).to_be_visible()
    expect(page.locator(".ahead-running")).to_contain_text("to go")
    page.get_by_role("button", name="Stop here").click()
    expect(bar).to_be_hidden(timeout=90_000)
    until(lambda: {due["kind"] for due in page.evaluate(DUE)} == {"live"})
    expect(page.locator(".status")).to_have_text("live")  # as it was before
    page.get_by_label("Run ahead by so many ticks").fill("0")
    page.get_by_role("button", name="Run ahead").click()
    expect(page.get_by_label("Run ahead by so many ticks")).to_have_attribute("aria-invalid", "true")
    assert director.faults == []


def test_background_work_that_takes_long_moves_a_bar_and_is_cancelled(director: Window) -> None:
    page = director.page
    work = long_work.begun(director.house, str(page.evaluate("window.fabula.show.id")), "snapshots")
    name = "Make all snapshots anew"
    assert work.advance(10, 40, "from the chronicle")
    desk(page)
    bar, entry = page.get_by_role("progressbar", name=name), page.locator(".job").first
    expect(bar).to_have_attribute("aria-valuenow", "25")
    expect(entry).to_contain_text("from the chronicle, 10 of 40")
    cancel = page.get_by_role("button", name=f"Cancel: {name}")
    cancel.focus()
    before = bar.locator("i").evaluate("(fill) => fill.clientWidth")
    assert work.advance(30, 40, "from the chronicle")
    expect(bar).to_have_attribute("aria-valuenow", "75")
    assert bar.locator("i").evaluate("(fill) => fill.clientWidth") > before > 0
    expect(cancel).to_be_focused()
    page.keyboard.press("Enter")
    expect(entry).to_have_attribute("data-state", "cancelled")
    expect(entry).to_contain_text("cancelled")
    expect(bar).to_have_count(0)
    expect(page.get_by_text(f"Cancelled: {name}")).to_be_visible()
    assert not work.advance(31, 40, "from the chronicle"), "the worker is told"
    page.get_by_role("button", name=f"Try again: {name}").click()
    expect(entry).to_have_attribute("data-state", "done", timeout=30_000)
    assert director.faults == []


def test_background_work_is_ordered_and_seen_to_be_done(director: Window) -> None:
    page = director.page
    desk(page)
    page.get_by_label("What", exact=True).select_option(label="Make all snapshots anew")
    page.get_by_role("button", name="Have it done").click()
    expect(page.locator(".job").first).to_have_attribute("data-state", "done", timeout=90_000)
    expect(page.locator(".job").first).to_contain_text("Make all snapshots anew")
    assert director.faults == []


def test_whoever_may_only_watch_begins_the_same_story_and_directs_it(window: Window) -> None:
    page = window.open()
    page.get_by_role("button", name="make something happen").click()
    page.get_by_role("button", name="Make an account").click()
    page.fill("[name=name]", f"newcomer-{uuid4().hex[:8]}")
    page.fill("[name=password]", "a-long-enough-password")
    page.click("[type=submit]")
    page.get_by_role("button", name="Begin my own").click()
    page.get_by_role("dialog", name="Director's desk").wait_for(timeout=90_000)
    assert page.evaluate("window.fabula.show.head.access") == "owner"
    page.wait_for_function("window.fabula.show.live.tick >= 1", timeout=90_000)
    expect(page.locator(".status")).to_have_text("live", timeout=90_000)
    page.evaluate("window.fabula.theatre.desk.toggle()")
    expect(page.locator(".status")).to_have_text("paused", timeout=90_000)


def test_who_only_watches_is_offered_no_desk(window: Window) -> None:
    page = window.open()
    expect(page.get_by_role("button", name="Direct")).to_be_hidden()
