/** The library: the worlds that have begun, scenarios to begin, and one's own characters. */

import { characters, forget } from "./belongings.js";
import { button, el, fill } from "./elements.js";
import { doing } from "./fields.js";
import { get, post } from "./gateway.js";
import { Maker } from "./maker.js";
import { plural } from "./numbers.js";
import * as orders from "./orders.js";
import { ofOwn } from "./likenesses.js";
import { portrait } from "./portraits.js";
import { coat, lining } from "./tints.js";

export class Library {
  /** `open(id)` shows a world. */
  constructor(notices, { open }) {
    Object.assign(this, { notices, _open: open });
    this.worlds = el("div", { class: "worlds" });
    this.cards = el("div", { class: "cards" });
    this.own = el("div", { class: "own-list" });
    this.kept = [];
    this.maker = new Maker(notices, { kept: (own) => this._keeps(own), people: () => this.kept.map(({ persona }) => [persona.id, persona.name]) });
    this.element = el("div", { class: "library scroll", tabindex: 0, role: "region", "aria-label": "Library" },
      el("section", {}, el("h2", { text: "Worlds" }), this.worlds), el("section", {}, el("h2", { text: "Begin a story" }), this.cards),
      (this.people = el("section", { hidden: true }, el("h2", { text: "Your characters" }), this.own)));
    this.elements = [this.element, this.maker.element];
  }

  /** Read what there is. */
  async begin(account) {
    this.account = account;
    const [worlds, scenarios] = await Promise.all([get("/ecosystems"), get("/scenarios")]);
    this._worlds(worlds.items);
    this._cards([...scenarios].sort((a, b) => b.cast - a.cast));
    await this._read();
  }

  _worlds(items) {
    fill(this.worlds, items.length ? items.map((world) => el("a", { class: "world-card", href: `#/world/${encodeURIComponent(world.id)}`, style: { "--coat": coat(world.id), "--lining": lining(world.id) } },
      el("span", { class: "world-top" }, el("b", { text: world.title }), el("span", { class: "status", "data-status": world.status, text: world.status })),
      el("span", { class: "dim", text: `${plural(world.tick, "tick")}, ${world.characters} people` }), world.reason ? el("span", { class: "dim", text: `Paused: ${world.reason}` }) : null))
      : el("p", { class: "empty", text: "No world yet. Choose a story below: “Watch it now” needs one click." }));
  }

  _cards(scenarios) {
    fill(this.cards, scenarios.length ? scenarios.map((card) => this._card(card)) : el("p", { class: "empty", text: "There are no scenarios here." }));
  }

  _card(card) {
    const demo = el("button", { type: "button", class: "act", text: "Watch it now", on: { click: () => this._begin(demo, { scenario: card.id }) } });
    const make = el("a", { class: card.cast ? "second" : "act", href: `#/create/${encodeURIComponent(card.id)}`, text: card.cast ? "Make it yours …" : "Bring your own people" });
    return el("article", { class: "scenario", style: { "--coat": coat(card.id), "--lining": lining(card.id) } },
      el("div", { class: "poster", "aria-hidden": "true" }, el("span", { text: card.title })),
      el("h3", { text: card.title }), el("p", { class: "blurb", dir: "auto", text: card.blurb }), el("p", { class: "dim", text: `${card.cast ? plural(card.cast, "person").replace("persons", "people") : "nobody yet"} · ${card.genre}` }),
      el("div", { class: "row" }, this.account ? [card.cast ? demo : null, make] : el("p", { class: "dim" }, el("a", { href: "/login", text: "Log in" }), " to begin this story yourself.")));
  }

  _own(items) {
    this.people.hidden = !this.account;
    fill(this.own, items.map((own) => this._character(own)), el("button", { type: "button", class: "own-card new", on: { click: () => this.maker.open() } }, el("span", { class: "plus", "aria-hidden": "true", text: "+" }), el("b", { text: "New character" }), el("small", { class: "dim", text: items.length ? "name, nature, voice" : "Nobody yet: make the first of your own" })));
  }

  _character(own) {
    const { persona } = own;
    const away = button("Delete", () => this._forget(away, own), { class: "quiet", "aria-label": `Delete ${persona.name}` });
    return el("div", { class: "own-card" }, portrait({ ...persona, picture: ofOwn(own) }, 38), el("b", { dir: "auto", text: persona.name }), el("small", { class: "dim", dir: "auto", text: persona.role }),
      el("span", { class: "own-acts" }, button("Change", () => this.maker.open(own.id), { class: "second", "aria-label": `Change ${persona.name}` }), away));
  }

  /** The first click asks, the second one does it. */
  async _forget(control, own) {
    if (!control.dataset.sure) {
      control.dataset.sure = "1";
      control.textContent = "Really delete?";
      control.addEventListener("blur", () => (delete control.dataset.sure, (control.textContent = "Delete")), { once: true });
      return;
    }
    if (!(await doing(control, this.notices, () => forget(own.id)))) return;
    this.notices.say(`${own.persona.name} is forgotten. Worlds in which ${own.persona.short ?? own.persona.name} lives go on.`);
    await this._read();
    this.own.querySelector("button")?.focus();
  }

  async _keeps(own) {
    this.notices.say(`${own.persona.name} is kept.`);
    await this._read().catch((error) => this.notices.trouble(error));
  }

  async _read() {
    this.kept = this.account ? await characters() : [];
    this._own(this.kept);
  }

  async _begin(control, wished) {
    await doing(control, this.notices, async () => {
      const made = await post("/ecosystems", wished);
      await orders.start(made.id, 3000);
      this._open(made.id);
    });
  }
}
