"""Pictures of each view, for the documentation: ``python -m tests.journey.page.pictures`` (``make screenshots``)."""

import sys
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journey.page.conftest import installed
from tests.journey.page.house import House, opened

IMAGES = Path(__file__).parents[3] / "docs" / "images"
LARGEST = 300_000  # bytes
COLOURS = 256
"""So many are enough for a page, and a third of the bytes."""

VIEWS: tuple[tuple[str, int, int, Literal["light", "dark"]], ...] = (
    ("page-dark", 1280, 800, "dark"), ("page-phone", 390, 844, "light"),
)  # fmt: skip
GUIDED = "localStorage.setItem('fabula.guided', '1')"
"""Whoever has read how to read the page."""

TICKS = 14
"""So old is the story in the pictures."""


def main() -> None:
    """Take them all."""
    path = installed()
    if path is None:
        sys.exit("there is no Chromium here; install it first")
    with opened("les-miserables", 3.0) as house, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        _outside(browser, house)
        _inside(browser, house)
        browser.close()


def _outside(browser: Browser, house: House) -> None:
    """As somebody who only watches."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{house.url}/")
    page.wait_for_function(f"window.fabula?.show?.live.tick >= {TICKS}", timeout=120_000)
    _rested(page)
    _take(page, "page-world")
    page.get_by_role("button", name="Understood").click()
    page.evaluate("window.fabula.theatre._sheet('valjean')")
    _take(page, "page-sheet")
    page.close()
    for name, width, height, scheme in VIEWS:
        view = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
        view.add_init_script(GUIDED)
        view.goto(f"{house.url}/")
        view.wait_for_selector(".feed .entry", state="attached")
        _rested(view)
        _take(view, name)
        view.close()


def _inside(browser: Browser, house: House) -> None:
    """As the director."""
    page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="dark")
    page.add_init_script(GUIDED)
    page.goto(f"{house.url}/login")
    page.wait_for_timeout(1500)  # until the curtain is open
    _take(page, "page-login")
    page.fill("[name=name]", "admin")
    page.fill("[name=password]", house.password)
    page.click("[type=submit]")
    page.wait_for_selector(".feed .entry", state="attached")
    _rested(page)
    page.get_by_role("button", name="Direct").click()
    _take(page, "page-desk")
    page.evaluate("window.fabula.theatre._talk('gavroche')")
    page.get_by_label("What you say").fill("Have you seen Éponine, Gavroche?")
    page.get_by_role("button", name="Say it").click()
    page.wait_for_selector(".utterance:not(.mine):not(.waiting)", timeout=60_000)
    _take(page, "page-talk")
    page.evaluate("location.hash = '#/library'")
    page.wait_for_selector(".scenario")
    _take(page, "page-library")


def _rested(page: Page) -> None:
    """Wait until everybody on the web has found a place."""
    page.wait_for_function("!window.fabula.theatre.web.forces.moving", timeout=60_000)


def _take(page: Page, name: str) -> None:
    page.wait_for_timeout(900)  # until what slides in stands
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.name}: {size // 1000} kB{', which is too much' if size > LARGEST else ''}")


if __name__ == "__main__":
    main()
