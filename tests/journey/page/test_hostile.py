"""Names, lines and bios that would be markup are shown as what they are: text."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journey.page.conftest import Window
from tests.journey.page.house import House

WORLD = """
schema: 1
id: snare
title: "<img src=x onerror=window.hacked=1>"
blurb: "<script>window.hacked=2</script>"
genre: classic
places:
  - {id: porch, name: "the <svg onload=window.hacked=3> porch", at: "on the <b>porch</b>"}
cast:
  - id: mark
    name: "<img src=x onerror=window.hacked=4>"
    role: "${window.hacked=5} {{constructor}}"
    bio: "<svg><script>window.hacked=6</script></svg>"
    voice: {sayings: ["<iframe src=javascript:window.hacked=7></iframe>"]}
  - {id: rtl, name: "שלום עולם", role: "كاتب", bio: "<a href='javascript:window.hacked=8'>here</a>"}
  - {id: quote, name: "\\"><script>window.hacked=9</script>", role: "' onmouseover='window.hacked=10"}
relationships:
  - {from: mark, to: rtl, affinity: 600, trust: 400, attraction: 700, familiarity: 700, bond: "<i>love</i>"}
  - {from: quote, to: mark, affinity: -700, familiarity: 500, calls: "<u>you</u>"}
"""


@pytest.fixture(scope="module")
def snare(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A world in which every text is a trap."""
    path: Path = tmp_path_factory.mktemp("snare") / "snare.yaml"
    path.write_text(WORLD, "utf-8")
    yield house.found(str(path), 8)


def test_nothing_that_a_story_says_is_executed(window: Window, snare: str) -> None:
    page = window.open(snare)
    for person in ("mark", "rtl", "quote"):
        page.evaluate("(id) => window.fabula.theatre._sheet(id)", person)
        page.wait_for_selector(".sheet .sheet-head h2")
    page.keyboard.press("Escape")
    for why in page.get_by_role("button", name="Why?").all()[:5]:
        why.click()
    page.mouse.move(640, 400)
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, iframe, .fabula script, .fabula a[href^=javascript]").count() == 0
    assert "<img src=x" in page.locator(".stage").inner_html().replace("&lt;", "<")


def test_the_library_shows_a_title_as_text(windows: Callable[..., Window], snare: str) -> None:
    window = windows()
    window.page.goto(f"{window.house.url}/#/library")
    window.page.wait_for_selector(".world-card")
    assert window.page.get_by_text("<img src=x onerror=window.hacked=1>").count() >= 1
    assert window.page.evaluate("window.hacked") is None
    assert window.faults == []


def test_writing_from_right_to_left_keeps_its_direction(window: Window, snare: str) -> None:
    page = window.open(snare)
    page.evaluate("window.fabula.theatre._sheet('rtl')")
    assert page.locator(".sheet .role").evaluate("(element) => getComputedStyle(element).direction") == "rtl"
