/** The page: what there is on it, and which world it shows. */

import { Creation } from "./creation.js";
import { el, fill } from "./elements.js";
import { get } from "./gateway.js";
import { Library } from "./library.js";
import { Notices } from "./notices.js";
import { leave, me, remember } from "./session.js";
import { themed } from "./theme.js";
import { Theatre } from "./theatre.js";

/** Begin: called once by Gradio, with the element that carries the page. */
export async function begin(element) {
  const page = new Page(element.querySelector("#fabula") ?? element);
  window.fabula = page; // for whoever wants to look behind the scenes
  window.addEventListener("hashchange", () => page.open());
  await page.begin();
}

class Page {
  constructor(root) {
    this.root = root;
    this.notices = new Notices();
    this.bar = el("header", { class: "bar" });
    this.body = el("div", { class: "body" });
    this.theme = themed(() => this.theatre?.repaint());
    this.account = null;
    root.replaceChildren(this.bar, this.notices.banner, this.body, this.notices.toasts);
    root.dataset.state = "open";
  }

  async begin() {
    this.account = await me().catch(() => null);
    remember(Boolean(this.account));
    await this.open();
  }

  /** Show what the address names: a world, the library, or else the world that lives. */
  async open() {
    this.theatre?.end();
    this.theatre = null;
    this.notices.connection("live", "");
    try {
      const named = decodeURIComponent(location.hash.match(/^#\/world\/([^?]+)(\?desk)?$/)?.[1] ?? "");
      const making = location.hash.match(/^#\/create(?:\/(.+))?$/);
      const id = named || (making || location.hash === "#/library" ? "" : await living());
      if (making && this.account) await this._create(decodeURIComponent(making[1] ?? ""));
      else await (id ? this._world(id) : this._library());
    } catch (error) {
      this.notices.trouble(error);
      if (error.status === 404 || error.status === 403) location.hash = "#/library";
    }
  }

  get show() {
    return this.theatre?.show;
  }

  async _world(id) {
    const theatre = (this.theatre = new Theatre(id, this.notices));
    fill(this.bar, brand(), theatre.bar, this.theme, this._who());
    fill(this.body, theatre.elements);
    await theatre.begin();
    if (location.hash.endsWith("?desk") && this.account) theatre.make();
  }

  async _library() {
    const library = (this.library = new Library(this.notices, { open: toWorld }));
    document.title = "Library · Fabula";
    this.body.dataset.view = "library";
    fill(this.bar, brand(), el("h1", { text: "Library" }), el("span", { class: "gap" }), this.theme, this._who());
    fill(this.body, library.elements);
    await library.begin(this.account);
  }

  async _create(scenario) {
    const creation = (this.creation = new Creation(this.notices, { open: toWorld }));
    document.title = "A new world · Fabula";
    this.body.dataset.view = "creation";
    fill(this.bar, brand(), el("h1", { text: "A new world" }), el("span", { class: "gap" }), this.theme, this._who());
    fill(this.body, creation.elements);
    await creation.begin(scenario);
  }

  _who() {
    if (!this.account) return el("a", { class: "who-link", href: "/login", text: "Log in" });
    return el("details", { class: "who-menu" }, el("summary", { text: this.account.name }), el("div", {}, el("button", { type: "button", class: "quiet", text: "Log out", on: { click: () => leave() } })));
  }
}

const toWorld = (id) => (location.hash = `#/world/${encodeURIComponent(id)}`);

const brand = () => el("a", { class: "brand", href: "#/library", text: "Fabula", "aria-label": "Fabula: to the library" });

/** The id of the world that lives, or else of the newest; "" when there is none. */
async function living() {
  const { items } = await get("/ecosystems");
  return (items.find(({ status }) => status === "live") ?? items[0])?.id ?? "";
}
