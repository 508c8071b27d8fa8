"""Somebody who has never seen it opens the page, and understands who loves and hates whom."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.journey.page.conftest import Window

LINE = """async () => {
  const { show } = window.fabula;
  return new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error("no line came")), 20000);
    show.on({ events(world, events) {
      const scene = events.find((event) => event.kind === "interaction");
      if (!scene) return;
      clearTimeout(late);
      requestAnimationFrame(() => done(Boolean(document.querySelector(`.feed [data-seq="${scene.seq}"]`))));
    } });
  });
}"""

EDGE = """() => new Promise((done, fail) => {
  const { theatre, show } = window.fabula;
  const late = setTimeout(() => fail(new Error("nobody's feelings moved")), 20000);
  show.on({ events(world, events) {
    const moved = events.flatMap(({ body }) => body.regards ?? []).filter(({ was, now }) => was[0] !== now[0]);
    const strand = moved.map(({ owner, target }) => theatre.web.strands.get(`${owner}>${target}`)).find(Boolean);
    if (!strand) return;
    clearTimeout(late);
    const look = () => (Math.abs(strand.affinity - strand.tie.now[0]) <= 2 ? done(true) : requestAnimationFrame(look));
    look();
  } });
})"""

RECALLED = """async () => {
  const { reasons } = await import("/page/scripts/reasons.js");
  const world = window.fabula.show.live.clone();
  world.people.get("romeo").memories = [{ seq: 3, tick: 1, tags: ["fact:f1"], text: "Juliet greeted me at the well." }];
  const body = { initiator: "romeo", responder: "juliet", outcome: "accept", rules: [], regards: [] };
  const told = (fact) => reasons({ seq: 9, body: { ...body, fact } }, world);
  const list = document.createElement("div");
  list.className = "told";
  list.append(told("f1"), told("secret:romeo"));
  document.querySelector(".fabula").append(list);
}"""

CROWDED = """() => {
  const { feed } = window.fabula.theatre;
  const { show } = window.fabula;
  show._stream.close();
  const one = show.past.events.findLast(({ kind }) => kind === "interaction");
  const told = Array.from({ length: 8 }, (_, n) => ({ ...one, seq: show.live.seq + n, tick: show.live.tick + 1 }));
  feed.events(show.live, told);
  return feed.matching.slice(-4).map(({ kind }) => (kind === "interaction" ? "scene" : kind));
}"""

APART = """() => {
  const { web } = window.fabula.theatre;
  const half = ({ text }) => {
    web.names.context.font = "500 11.5px Inter, sans-serif";
    return web.names.context.measureText(text).width / 2;
  };
  const boxes = web._placed.names.map((name) => [name.x - half(name), name.y, name.x + half(name), name.y + 12]);
  return boxes.every(([l, t, r, b], i) => boxes.every(([L, T, R, B], j) => i === j || r <= L || R <= l || b <= T || B <= t));
}"""

KNOWS = """() => {
  const { show, theatre } = window.fabula;
  show.live.people.get("romeo").secrets.set("secret:juliet", "mercutio");
  theatre._sheet("romeo");
}"""


def test_the_page_says_at_once_who_loves_and_hates_whom(window: Window) -> None:
    page = window.open()
    expect(page.locator(".headline[data-kind=beloved] .pairing").first).to_be_visible()
    expect(page.locator(".headline[data-kind=enemy] .pairing").first).to_be_visible()
    expect(page.locator("h1")).to_have_text("Two Households")
    expect(page.locator(".status")).to_have_text("live")


def test_a_line_is_on_the_page_in_the_frame_after_it_was_heard(window: Window) -> None:
    assert window.open().evaluate(LINE)


def test_an_edge_of_the_web_moves_to_what_is_felt_now(window: Window) -> None:
    window.open()
    assert window.page.evaluate(EDGE)


def test_a_click_on_a_portrait_opens_the_sheet_with_reasons(window: Window) -> None:
    page = window.open()
    page.locator(".actor").first.click()
    sheet = page.get_by_role("dialog")
    expect(sheet.locator("h2")).not_to_be_empty()
    expect(sheet.get_by_text("Feels for others")).to_be_visible()
    expect(sheet.locator(".tie-row").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_every_scene_says_why(window: Window) -> None:
    page = window.open()
    last = page.locator(".feed .scene").last.get_attribute("data-seq")
    scene = page.locator(f'.feed [data-seq="{last}"]')  # soon there is another last one
    scene.get_by_role("button", name="Why?").click()
    expect(scene.locator(".reasons")).to_contain_text("Why did")


def test_a_hate_is_led_back_to_what_was_done(window: Window) -> None:
    page = window.open()
    page.locator(".headline[data-kind=enemy] .pairing").first.click()
    sheet = page.get_by_role("dialog")
    expect(sheet.locator(".feelings li").first).to_contain_text("hates")
    expect(sheet.locator(".deeds")).to_contain_text(re.compile("What moved|when the curtain rose"))


def test_a_turning_point_leads_to_the_scene_that_made_it(window: Window) -> None:
    page = window.open()
    page.wait_for_selector(".headline[data-kind=turn] .pairing", timeout=60_000)
    page.locator(".headline[data-kind=turn] .pairing").first.click()
    page.wait_for_selector(".timeline[data-mode=past]")
    expect(page.locator(".feed .turn.lit").first).to_be_visible()
    expect(page.locator(".feed .scene.lit").first).to_be_attached()
    expect(page.locator(".headline[data-kind=turn] .pairing").first).to_be_visible()


def test_the_play_waits_while_somebody_points_at_it(window: Window) -> None:
    page = window.open()
    page.locator(".feed .scroll").hover()
    expect(page.locator(".fresh")).to_contain_text("waiting for you")
    page.mouse.move(1, 1)
    expect(page.locator(".fresh")).to_be_hidden()
    assert page.evaluate("window.fabula.theatre.feed.following")


def test_scenes_that_move_little_lie_folded_in_a_line(window: Window) -> None:
    page = window.open()
    assert page.evaluate(CROWDED) == ["scene", "scene", "scene", "aside"]
    folded = page.locator("details.aside").last
    expect(folded.locator("summary")).to_contain_text("Meanwhile 5 quieter scenes")
    folded.locator("summary").click()
    folded.get_by_role("button", name="Hear what").first.click()
    expect(folded.locator(".scene q").first).to_be_visible()


def test_the_play_can_be_narrowed_to_one_person(window: Window) -> None:
    page = window.open()
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("Only scenes with").select_option(label="Romeo Montague")
    scenes = page.locator(".feed .entry:not(.order)")  # what happens everywhere happens to everybody
    expect(scenes.first).to_contain_text("Romeo")
    expect(scenes.filter(has_not_text="Romeo")).to_have_count(0)


def test_the_page_works_on_a_phone_without_motion_in_the_dark(windows: Callable[..., Window]) -> None:
    window = windows(viewport={"width": 390, "height": 844}, has_touch=True, color_scheme="dark", reduced_motion="reduce")
    page = window.open()
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator(".feed .entry").last).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert window.faults == []


def test_a_deed_says_what_came_to_mind(window: Window) -> None:
    page = window.open()
    page.evaluate(RECALLED)
    expect(page.locator(".told .recalled").first).to_contain_text("greeted me at the well")
    expect(page.locator(".told .recalled").last).to_contain_text("The secret of Romeo")


def test_the_web_can_be_narrowed_to_one_person(window: Window) -> None:
    page = window.open()
    page.get_by_label("Whose ties are shown").select_option(label="Romeo Montague")
    assert page.evaluate("window.fabula.theatre.web.only") == "romeo"
    page.locator(".actor").first.hover()
    page.mouse.move(1, 1)
    assert page.evaluate("window.fabula.theatre.web.only") == "romeo"
    page.get_by_role("button", name="Show everybody").click()
    assert page.evaluate("window.fabula.theatre.web.only") is None


def test_names_on_the_web_lie_on_no_other_name(window: Window) -> None:
    page = window.open()
    page.wait_for_function("window.fabula.theatre.web._placed?.names.length > 4")
    assert page.evaluate(APART)


def test_the_sheet_tells_what_somebody_knows_and_from_whom(window: Window) -> None:
    page = window.open()
    page.evaluate(KNOWS)
    known = page.get_by_role("dialog").locator(".known")
    expect(known).to_contain_text("The secret of Juliet")
    expect(known).to_contain_text("from Mercutio")


def test_who_only_watches_is_told_how_to_direct(window: Window) -> None:
    page = window.open()
    page.get_by_role("link", name="Log in to direct").click()
    page.wait_for_url("**/login?to=*")
    page.fill("[name=name]", "admin")
    page.fill("[name=password]", window.house.password)
    page.click("[type=submit]")
    expect(page.get_by_role("dialog", name="Director's desk")).to_be_visible()


def test_what_the_page_is_about_is_said_once(window: Window) -> None:
    page = window.open()
    page.get_by_role("button", name="Understood").click()
    page.reload()
    page.wait_for_selector(".feed .entry", state="attached")
    expect(page.locator(".guide:not(.encore)")).to_be_hidden()


def test_why_nothing_happens_is_said_as_the_gateway_says_it(window: Window) -> None:
    page = window.open()
    page.route("**/health", lambda route: route.fulfill(json={"happening": False, "reason": "Postgres does not answer"}))
    said = "async () => { const { stillness } = fabula.theatre; await stillness._ask(); return stillness.text.textContent; }"
    assert page.evaluate(said) == "Postgres does not answer."
