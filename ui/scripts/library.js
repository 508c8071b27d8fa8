/** The library: scenarios to begin, and the worlds that have begun. */

import { el, fill } from "./elements.js";
import { choice, doing, labelled } from "./fields.js";
import { get, post } from "./gateway.js";
import { coat, lining } from "./tints.js";
import { plural } from "./numbers.js";
import * as orders from "./orders.js";

export class Library {
  /** `open(id)` shows a world. */
  constructor(notices, { open }) {
    Object.assign(this, { notices, _open: open });
    this.worlds = el("div", { class: "worlds" });
    this.cards = el("div", { class: "cards" });
    this.element = el("div", { class: "library scroll", tabindex: 0, role: "region", "aria-label": "Library" },
      el("section", {}, el("h2", { text: "Worlds" }), this.worlds), el("section", {}, el("h2", { text: "Begin a story" }), this.cards));
  }

  /** Read what there is. */
  async begin(account) {
    this.account = account;
    const [worlds, scenarios] = await Promise.all([get("/ecosystems"), get("/scenarios")]);
    this._worlds(worlds.items);
    this._cards(Array.isArray(scenarios) ? scenarios : scenarios.items);
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
    const seed = el("input", { type: "number", min: 0, max: 2 ** 53 - 1, placeholder: "by chance" });
    const cast = el("input", { type: "number", min: 2, max: card.cast, placeholder: `all ${card.cast}` });
    const title = el("input", { type: "text", maxlength: 200, placeholder: card.title });
    const open = choice([["", "only me"], ["1", "everybody may watch"]]);
    const demo = el("button", { type: "button", class: "act", text: "Watch it now", on: { click: () => this._begin(demo, { scenario: card.id }, true) } });
    const create = el("button", { type: "submit", class: "second", text: "Create" });
    const form = el("form", { class: "create", on: { submit: (event) => this._created(event, create, { scenario: card.id, seed, cast, title, open }) } },
      labelled("Title", title), el("div", { class: "row even" }, labelled("Seed", seed, "the same seed tells the same story"), labelled("Cast", cast, "the most important ones first")), labelled("Who may watch", open), create);
    return el("article", { class: "scenario", style: { "--coat": coat(card.id), "--lining": lining(card.id) } },
      el("div", { class: "poster", "aria-hidden": "true" }, el("span", { text: card.title })),
      el("h3", { text: card.title }), el("p", { class: "blurb", dir: "auto", text: card.blurb }), el("p", { class: "dim", text: `${card.cast} people · ${card.genre}` }),
      el("div", { class: "row" }, this.account ? demo : null, this.account ? el("details", {}, el("summary", { text: "Seed and cast …" }), form) : el("p", { class: "dim" }, el("a", { href: "/login", text: "Log in" }), " to begin this story yourself.")));
  }

  async _created(event, control, { scenario, seed, cast, title, open }) {
    event.preventDefault();
    await this._begin(control, { scenario, ...(seed.value ? { seed: Number(seed.value) } : {}), ...(cast.value ? { cast: Number(cast.value) } : {}), ...(title.value.trim() ? { title: title.value.trim() } : {}), public: Boolean(open.value) }, false);
  }

  async _begin(control, wished, lives) {
    await doing(control, this.notices, async () => {
      const made = await post("/ecosystems", wished);
      if (lives) await orders.start(made.id, 3000);
      this._open(made.id);
    });
  }
}
