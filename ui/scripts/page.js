/** The page: what there is on it, and how its parts hear of each other. */

import { button, el } from "./elements.js";
import { Feed } from "./feed.js";
import { get } from "./gateway.js";
import { Headlines } from "./headlines.js";
import { Notices, stillness } from "./notices.js";
import { Scrubber } from "./scrubber.js";
import { Sheet } from "./sheet.js";
import { Show } from "./show.js";
import { Stage } from "./stage.js";
import { themed } from "./theme.js";
import { Web } from "./web.js";

const VIEWS = [["all", "Everything"], ["stage", "Stage"], ["web", "Hearts"], ["feed", "Play"]];

/** Begin: called once by Gradio, with the element that carries the page. */
export async function begin(element) {
  const root = element.querySelector("#fabula") ?? element;
  const page = new Page(root);
  window.addEventListener("hashchange", () => page.open());
  await page.open();
}

class Page {
  constructor(root) {
    this.root = root;
    this.notices = new Notices();
    this.bar = el("header", { class: "bar" });
    this.body = el("div", { class: "body" });
    this.theme = themed(() => this._repaint());
    root.replaceChildren(this.bar, this.notices.banner, this.body, this.notices.toasts);
    root.dataset.state = "open";
  }

  /** Show what the address names: an ecosystem, or else the one that lives. */
  async open() {
    const named = decodeURIComponent(location.hash.match(/^#\/world\/(.+)$/)?.[1] ?? "");
    try {
      await this._world(named || (await newest()));
    } catch (error) {
      this.notices.trouble(error);
    }
  }

  async _world(id) {
    this.show?.end();
    if (!id) return;
    const show = (this.show = new Show(id));
    window.fabula = { show, page: this }; // for whoever wants to look behind the scenes
    const choose = (person) => this._sheet(person);
    const focus = (person) => this._focus(person);
    this.stage = new Stage({ choose, focus });
    this.web = new Web({ choose, focus });
    this.feed = new Feed({ choose, earlier: (seq) => show.past.before(seq, 400) });
    this.headlines = new Headlines({ choose, goto: (tick) => show.goto(tick) });
    this.scrubber = new Scrubber(show);
    this.sheet = new Sheet(show, { choose, closed: () => this._focus(null), talk: () => null, follow: (person) => this._followed(person) });
    for (const part of [this.headlines, this.stage, this.web, this.feed, this.scrubber, this.sheet, this.notices, this]) show.on(part);
    this._lay();
    await show.begin();
  }

  _lay() {
    this.title = el("h1", { text: "…" });
    this.status = el("span", { class: "status" });
    this.still = el("p", { class: "still", role: "status" });
    const views = VIEWS.map(([name, text]) => button(text, () => this._view(name), { class: "tab", "data-view": name, "aria-pressed": "false" }));
    this.bar.replaceChildren(el("a", { class: "brand", href: "#/", text: "Fabula", "aria-label": "Fabula: all worlds" }), this.title, this.status, el("nav", { class: "tabs", "aria-label": "Views" }, views), this.theme);
    this.body.replaceChildren(this.headlines.element, this.still, el("div", { class: "panels" }, this.stage.element, this.web.element, this.feed.element), this.scrubber.element, this.sheet.element);
    this._view(matchMedia("(max-width: 900px)").matches ? "web" : "all");
  }

  _view(name) {
    this.body.dataset.view = name;
    for (const tab of this.bar.querySelectorAll(".tab")) tab.setAttribute("aria-pressed", String(tab.dataset.view === name));
    this.web.repaint();
  }

  head(head) {
    this.title.textContent = head.title;
    this.status.textContent = head.status;
    this.status.dataset.status = head.status;
    document.title = `${head.title} · Fabula`;
  }

  reset(world) {
    this._still(world);
  }

  events(world) {
    this._still(world);
  }

  trouble(error) {
    this.notices.trouble(error);
  }

  _still(world) {
    const why = this.show.mode === "live" ? stillness(this.show.head, world) : "";
    this.still.hidden = !why;
    this.still.textContent = why;
  }

  _focus(person) {
    this.web.setFocus(person);
    this.stage.setFocus(person);
  }

  _sheet(person) {
    this._focus(person);
    this.sheet.open(person);
  }

  _followed(person) {
    this.sheet.shut();
    this._view(matchMedia("(max-width: 900px)").matches ? "feed" : "all");
    this.feed.only(person);
  }

  _repaint() {
    this.web?.repaint();
    this.scrubber?.reset();
  }
}

async function newest() {
  const { items } = await get("/ecosystems");
  return (items.find(({ status }) => status === "live") ?? items[0])?.id;
}
