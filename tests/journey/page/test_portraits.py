"""Pictures of people: seen wherever they are, with the mood at their rim; and a monogram for who has none."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page, expect

from scenarios.files import BUNDLED
from tests.journey.page.conftest import Window
from tests.journey.page.house import House
from tests.journey.page.test_creating import FORGET, begin, make, raise_the_curtain
from tests.pictures import png

COLOR = (12, 200, 90)
MIDDLE = """(image) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 9, height: 9 });
  canvas.getContext("2d").drawImage(image, 0, 0, 9, 9);
  return [...canvas.getContext("2d").getImageData(4, 4, 1, 1).data].slice(0, 3);
}"""
ON_THE_WEB = """(color) => {
  const canvas = document.querySelector(".web-canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let found = 0;
  for (let n = 0; n < data.length; n += 4) if (color.every((part, at) => Math.abs(data[n + at] - part) < 6)) found += 1;
  return found;
}"""


@pytest.fixture(scope="module")
def portrayed(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An ecosystem of Verona in which Juliet and Romeo have pictures, and nobody else."""
    folder = tmp_path_factory.mktemp("verona")
    for file in (BUNDLED / "montagues").glob("*.yaml"):
        data = yaml.safe_load(file.read_text("utf-8"))
        if isinstance(data, dict):
            for person in data.get("cast", []):
                if person["id"] in ("juliet", "romeo"):
                    person["portrait"] = "face.png"
        elif file.stem == "cast":
            for person in data:
                if person["id"] in ("juliet", "romeo"):
                    person["portrait"] = "face.png"
        (folder / file.name).write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    (folder / "face.png").write_bytes(png(COLOR, (64, 64)))
    yield house.found(str(folder), 4)


def test_who_has_a_picture_is_seen_on_the_stage_in_the_sheet_and_on_the_web(window: Window, portrayed: str) -> None:
    page = window.open(portrayed)
    image = page.locator('.actor[data-id="juliet"] img.likeness.come')
    expect(image).to_have_count(1)
    assert image.evaluate(MIDDLE) == list(COLOR)
    expect(page.locator('.actor[data-id="juliet"] .face')).to_be_visible()
    expect(page.locator('.actor[data-id="tybalt"] img')).to_have_count(0)
    expect(page.locator('.actor[data-id="tybalt"] .monogram')).to_be_visible()
    page.wait_for_function(f"({ON_THE_WEB})([{', '.join(map(str, COLOR))}]) > 100")
    page.locator('.actor[data-id="romeo"]').click()
    expect(page.locator(".sheet-head img.likeness.come")).to_be_visible()


def test_a_picture_that_does_not_come_leaves_the_monogram(windows: Callable[..., Window], portrayed: str) -> None:
    window = windows()
    window.page.route("**/pictures/**", lambda route: route.abort())
    page = window.open(portrayed)
    expect(page.locator('.actor[data-id="juliet"] .monogram')).to_be_visible()
    expect(page.locator("img.likeness")).to_have_count(0)


def test_a_character_of_ones_own_gets_a_picture_and_wears_it_in_a_world(windows: Callable[..., Window], tmp_path: Path) -> None:
    window = windows(reduced_motion="reduce")
    window.log_in()
    page: Page = window.page
    page.evaluate(FORGET)
    begin(page)
    (tmp_path / "tall.png").write_bytes(png(COLOR, (40, 90)))
    (tmp_path / "note.png").write_text("not a picture")
    page.get_by_role("button", name="New character").click()
    page.get_by_label("A picture").set_input_files(tmp_path / "note.png")
    expect(page.get_by_text("cannot be read as a picture")).to_be_visible()
    page.get_by_label("A picture").set_input_files(tmp_path / "tall.png")
    expect(page.locator(".maker-head img.likeness.come")).to_be_visible()
    page.keyboard.press("Escape")
    make(page, "Ida Reed")
    page.get_by_role("button", name="Change Ida Reed").first.click()
    page.get_by_label("A picture").set_input_files(tmp_path / "tall.png")
    page.get_by_role("button", name="Keep the change").click()
    expect(page.locator(".member img.likeness.come")).to_be_visible()
    raise_the_curtain(page, "A face in the crowd")
    image = page.locator(".actor img.likeness.come")
    expect(image).to_have_count(1)
    assert all(abs(one - other) < 12 for one, other in zip(image.evaluate(MIDDLE), COLOR, strict=True)), "JPEG is not exact"
    page.evaluate("location.hash = '#/library'")
    page.get_by_role("button", name="Change Ida Reed").click()
    page.get_by_role("button", name="Take the picture away").click()
    page.get_by_role("button", name="Keep the change").click()
    card = page.locator(".own-card").filter(has_text="Ida Reed")
    expect(card.locator(".monogram")).to_be_visible()
    expect(card.locator("img")).to_have_count(0)
    assert window.faults == []
