"""From an empty stage to a living world by forms alone: characters, their voices, what they feel, and the curtain."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from actors.society.relationships import kind_of
from tests.journey.page.conftest import Window
from tests.journey.page.test_for_everybody import serious

MINUTES = 2

FORGET = """async () => {
  const { items } = await (await fetch("/api/v1/characters?limit=200")).json();
  for (const { id } of items) await fetch(`/api/v1/characters/${id}`, { method: "DELETE", headers: { "If-Match": "*" } });
}"""
"""Whoever the tests before have kept."""


@pytest.fixture
def creator(windows: Callable[..., Window]) -> Window:
    """A window of the administrator, at the empty stage."""
    window = windows(reduced_motion="reduce")
    window.log_in()
    window.page.evaluate(FORGET)
    begin(window.page)
    return window


def begin(page: Page, scenario: str = "empty-stage") -> None:
    page.evaluate("(id) => (location.hash = `#/create/${id}`)", scenario)
    page.wait_for_selector(".stage-card")


def make(page: Page, name: str, **fields: str) -> None:
    """A new character, by the form."""
    page.get_by_role("button", name="New character").click()
    page.get_by_label("Name", exact=True).fill(name)
    for label, text in fields.items():
        page.get_by_label(label.replace("_", " ")).fill(text)
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("dialog", name="A character")).to_be_hidden()


def raise_the_curtain(page: Page, title: str) -> str:
    """The id of the world that was made."""
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Raise the curtain").click()
    expect(page.locator("h1")).to_have_text(title, timeout=90_000)
    return str(page.evaluate("window.fabula.show.id"))


def unexpected(window: Window) -> list[str]:
    """What went wrong in a window in which something was refused on purpose."""
    return [fault for fault in window.faults if not re.search(r"\b422\b", fault)]


def test_an_empty_stage_comes_to_life_in_two_minutes(creator: Window) -> None:
    page, begun = creator.page, time.monotonic()
    expect(page.locator(".cast-list")).to_contain_text("Nobody is here yet")
    make(page, "Bram Oakes", Who_that_is="a ferryman", Sayings="Water forgets.")
    make(page, "Cora Lind", Who_that_is="a baker")
    page.locator(".peg").first.focus()
    for key in ("Enter", "ArrowRight", "Enter"):  # a tie by keys
        page.keyboard.press(key)
    raise_the_curtain(page, "By the river")
    expect(page.locator(".feed .scene").first).not_to_be_empty(timeout=90_000)
    expect(page.locator(".status")).to_have_text("live")
    assert {"Bram Oakes", "Cora Lind"} == set(
        page.evaluate("[...window.fabula.show.world.people.values()].map(({ name }) => name)")
    )
    assert time.monotonic() - begun < MINUTES * 60
    assert creator.faults == []


def test_a_voice_is_heard_before_the_character_is_kept_and_follows_what_is_changed(creator: Window) -> None:
    page = creator.page
    page.get_by_role("button", name="New character").click()
    page.get_by_label("Name", exact=True).fill("Dora Quill")
    page.get_by_role("button", name="Hear the voice").click()
    lines = page.locator(".voice-lines p")
    expect(lines).to_have_count(9)
    page.get_by_label("Sayings").fill("Ink dries, I do not.")
    expect(page.locator(".voice-lines")).to_contain_text("Ink dries, I do not.")
    before = lines.all_inner_texts()
    page.get_by_role("button", name="Another take").click()
    expect(lines.first).not_to_have_text(before[0])
    page.keyboard.press("Escape")
    expect(page.locator(".own-card").filter(has_text="Dora Quill")).to_have_count(0)
    assert creator.faults == []


def test_ties_are_drawn_with_a_pointer_and_changed_in_the_table(creator: Window) -> None:
    page = creator.page
    make(page, "Edda Frost")
    make(page, "Finn Gale")
    page.get_by_role("button", name="love").click()
    page.get_by_label("both ways").check()
    page.locator(".board-says").scroll_into_view_if_needed()
    one, other = [page.locator(".peg").nth(n).bounding_box() or {} for n in (0, 1)]
    page.mouse.move(one["x"] + 30, one["y"] + 30)
    page.mouse.down()
    page.mouse.move(other["x"] + 10, other["y"] + 30, steps=4)
    page.mouse.move(other["x"] + 30, other["y"] + 30)
    page.mouse.up()
    expect(page.locator(".bow[data-kind=beloved]")).to_have_count(2)
    page.get_by_label("What Finn Gale feels for Edda Frost", exact=True).select_option(label="✖ hate")
    page.get_by_label("Affinity of Finn Gale for Edda Frost").press("Home")
    page.get_by_label("What Edda Frost is to Finn Gale").fill("sister")
    ecosystem = raise_the_curtain(page, "Ties")
    told = page.evaluate(
        "(path) => fetch(path).then((answer) => answer.json())", f"/api/v1/ecosystems/{ecosystem}/relationships?at=0"
    )
    ties = {(tie["owner"], tie["target"]): (tie["kind"], tie["affinity"], tie["bond"]) for tie in told["items"]}
    assert ties["edda-frost", "finn-gale"][0] == "beloved"
    assert ties["finn-gale", "edda-frost"] == ("enemy", -1000, "sister")
    assert creator.faults == []


def test_what_is_wrong_is_said_at_its_field(creator: Window) -> None:
    page = creator.page
    page.get_by_role("button", name="New character").click()
    page.get_by_role("button", name="Keep", exact=True).click()
    name = page.get_by_label("Name", exact=True)
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".fault").first).to_have_text("Write something here.")
    name.fill("Gil Hart")
    page.get_by_text("A secret").click()
    page.get_by_label("In the first person").fill("I took the silver")
    page.get_by_label("As others would tell it").fill("somebody took it")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator(".fault")).to_contain_text("Name Gil Hart in it")
    expect(page.get_by_label("As others would tell it")).to_be_focused()
    page.get_by_label("As others would tell it").fill("Gil Hart took the silver")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("dialog", name="A character")).to_be_hidden()
    make(page, "Gil  Hart")
    page.get_by_role("button", name="Raise the curtain").click()
    expect(page.locator(".member .fault")).to_contain_text("Somebody here is called")
    page.get_by_label("Seed", exact=True).fill("-1")
    page.get_by_role("button", name="Take Gil Hart out").first.click()
    page.get_by_role("button", name="Raise the curtain").click()
    expect(page.get_by_label("Seed", exact=True)).to_have_attribute("aria-invalid", "true")
    assert unexpected(creator) == []


def test_a_character_is_changed_and_deleted_in_the_library(creator: Window) -> None:
    page = creator.page
    make(page, "Hedy Ives")
    page.evaluate("location.hash = '#/library'")
    page.get_by_role("button", name="Change Hedy Ives").click()
    page.get_by_label("Who that is").fill("a clockmaker")
    page.get_by_role("button", name="Keep the change").click()
    card = page.locator(".own-card").filter(has_text="Hedy Ives")
    expect(card).to_contain_text("a clockmaker")
    card.get_by_role("button", name="Delete Hedy Ives").click()
    expect(card).to_have_count(1)
    card.get_by_role("button", name="Delete Hedy Ives").click()
    expect(card).to_have_count(0)
    assert creator.faults == []


def test_names_that_would_be_markup_are_text(creator: Window) -> None:
    page = creator.page
    trap = "<img src=x onerror=window.hacked=1>"
    make(page, trap, Who_that_is="<svg onload=window.hacked=2>", Sayings="<script>window.hacked=3</script>")
    make(page, "שלום עולם")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_label(f"Change {trap}").click()
    page.get_by_role("button", name="Hear the voice").click()
    page.wait_for_selector(".voice-lines p")
    page.keyboard.press("Escape")
    raise_the_curtain(page, "<b onmouseover=window.hacked=4>bold</b>")
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, .fabula script, .fabula b[onmouseover]").count() == 0
    assert creator.faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out_of_making_a_world(windows: Callable[..., Window], scheme: str) -> None:
    wide = 1280 if scheme == "light" else 390
    window = windows(color_scheme=scheme, reduced_motion="reduce", viewport={"width": wide, "height": 844})
    window.log_in()
    page = window.page
    begin(page, "montagues")
    page.wait_for_selector(".bonds tbody tr")
    assert serious(page) == []
    assert page.evaluate("document.querySelector('.making').scrollWidth <= innerWidth")
    page.get_by_role("button", name="New character").click()
    page.get_by_role("button", name="Add a want").click()
    for part in page.locator(".maker details").all():
        part.evaluate("(element) => (element.open = true)")
    assert serious(page) == []
    assert window.faults == []


def test_the_kinds_of_ties_are_those_of_the_actors(creator: Window) -> None:
    numbers = [
        [affinity, trust, respect, attraction, familiarity]
        for affinity in (-1000, -350, -349, -100, -99, 299, 300, 350) for trust in (99, 100) for respect in (299, 300)
        for attraction in (449, 450) for familiarity in (0, 79, 80, 149, 150)
    ]  # fmt: skip
    script = "(all) => import('/page/scripts/affections.js').then(({ kindOf, TYPICAL }) => [all.map(kindOf), TYPICAL])"
    kinds, typical = creator.page.evaluate(script, numbers)
    assert kinds == [kind_of(tuple(each)) for each in numbers]  # type: ignore[arg-type]
    assert {kind: kind_of(tuple(each)) for kind, each in typical.items()} == {kind: kind for kind in typical}
