"""The page for those who use no mouse, and for those who hear it."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journey.page.conftest import Window

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "preload": False}
"""axe would fetch the styles once more, those that others import from a wrong place, which is a fault that is not the page's."""


def serious(page: Page) -> list[str]:
    """What axe-core finds that would keep somebody out."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')}"
        for one in found if one["impact"] in ("serious", "critical") for node in one["nodes"][:3]
    ]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out_of_the_world(windows: Callable[..., Window], scheme: str) -> None:
    window = windows(color_scheme=scheme, reduced_motion="reduce")
    page = window.open()
    page.evaluate("window.fabula.theatre._sheet('romeo')")
    assert serious(page) == []
    page.keyboard.press("Escape")
    page.evaluate("window.fabula.theatre.feed._open()")
    assert serious(page) == []


def test_nobody_is_kept_out_of_the_desk_the_library_and_the_login(windows: Callable[..., Window]) -> None:
    window = windows(reduced_motion="reduce")
    window.page.goto(f"{window.house.url}/login")
    assert serious(window.page) == []
    window.log_in()
    window.page.evaluate("location.hash = '#/library'")
    window.page.wait_for_selector(".scenario")
    assert serious(window.page) == []
    page = window.open(window.house.live())
    page.get_by_role("button", name="Direct").click()
    assert serious(page) == []
    assert window.faults == []


def test_everything_is_reached_by_keys(window: Window) -> None:
    page = window.open()
    page.locator(".web-canvas").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("window.fabula.theatre.web.focus")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("button", name="Close the sheet")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("4")
    expect(page.locator(".stage")).to_be_hidden()
    page.keyboard.press("1")
    expect(page.locator(".stage")).to_be_visible()
