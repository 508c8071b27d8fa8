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
PEOPLE = [
    ("Ada Venn", "Ada", "a miller who reads the stars"), ("Thomas Venn", "Tom", "her brother, back from the sea"),
    ("Isolde Crane", "Isolde", "a doctor with one patient too many"), ("Rafe Hollin", "Rafe", "who owns the other bank"),
    ("Wren Tolliver", "Wren", "an organist without an organ"),
]  # fmt: skip
DRAWN = [
    ("friends", "ada-venn", "thomas-venn"), ("friends", "thomas-venn", "ada-venn"), ("love", "thomas-venn", "isolde-crane"),
    ("hate", "rafe-hollin", "ada-venn"), ("rivals", "ada-venn", "rafe-hollin"), ("love", "wren-tolliver", "isolde-crane"),
    ("known", "isolde-crane", "wren-tolliver"),
]  # fmt: skip

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
    _creation(browser, house)


def _creation(browser: Browser, house: House) -> None:
    """As somebody who makes a world of his or her own."""
    page = browser.new_page(viewport={"width": 1280, "height": 1010})
    page.goto(f"{house.url}/login")
    page.fill("[name=name]", "admin")
    page.fill("[name=password]", house.password)
    page.click("[type=submit]")
    page.wait_for_selector(".who-menu")
    page.evaluate("location.hash = '#/create/empty-stage'")
    page.wait_for_selector(".stage-card")
    for name, short, role in PEOPLE:
        page.get_by_role("button", name="New character").click()
        page.get_by_label("Name", exact=True).fill(name)
        page.get_by_label("In short").fill(short)
        page.get_by_label("Who that is").fill(role)
        page.get_by_role("button", name="Keep", exact=True).click()
        page.wait_for_selector(".maker", state="hidden")
    for kind, one, other in DRAWN:
        page.get_by_role("button", name=kind).click()
        page.locator(f".peg[data-id={one}]").focus()
        page.keyboard.press("Enter")
        page.locator(f".peg[data-id={other}]").focus()
        page.keyboard.press("Enter")
    page.get_by_label("Title").fill("The Mill")
    page.locator(".making").evaluate(
        "(element) => (element.scrollTop = element.querySelector('.make-part:last-child').offsetTop - 40)"
    )
    _take(page, "page-creation")
    page.get_by_role("button", name="Change Ada Venn").click()
    page.get_by_label("Story so far").fill("She has run the mill since the flood, and nobody has seen her sit down since.")
    page.get_by_role("slider", name="calm to easily shaken").fill("-600")
    page.get_by_role("slider", name="attached to the familiar to curious").fill("800")
    page.get_by_label("Speaks").select_option("lyrical")
    page.get_by_role("button", name="Hear the voice").click()
    page.wait_for_selector(".voice-lines p")
    _take(page, "page-character")


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
