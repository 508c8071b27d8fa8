/** Making a world: where it plays, who is in it, what they feel for one another; and then the curtain goes up. */

import { characters } from "./belongings.js";
import { Board } from "./board.js";
import { Bonds } from "./bonds.js";
import { Casting } from "./casting.js";
import { button, el, fill } from "./elements.js";
import { Faults } from "./faults.js";
import { choice, doing, labelled, slider } from "./fields.js";
import { get, post } from "./gateway.js";
import { Maker } from "./maker.js";
import { plural } from "./numbers.js";
import * as orders from "./orders.js";
import { Playbill } from "./playbill.js";
import { portrait } from "./portraits.js";
import { coat, lining } from "./tints.js";

const LARGEST_SEED = 1_000_000;
const TEMPI = [10, 5, 3, 2, 1];
const PORTRAITS = 12;

export class Creation {
  /** `open(id)` shows the world that was made. */
  constructor(notices, { open }) {
    Object.assign(this, { notices, _open: open, library: [] });
    this.faults = new Faults();
    const changed = (whole = true) => this._changed(whole);
    this.maker = new Maker(notices, { kept: (own) => this._kept(own), people: () => this._people() });
    this.casting = new Casting(this.faults, { changed, make: (id) => this.maker.open(id) });
    this.bonds = new Bonds(this.faults, { changed });
    this.board = new Board({ drawn: (...tie) => this._drawn(...tie), chosen: (owner, target) => this.bonds.reveal(owner, target) });
    this.stages = el("div", { class: "stages", role: "radiogroup", "aria-label": "Where it plays" });
    const section = (number, title, ...parts) => el("section", { class: "make-part" }, el("h2", {}, el("span", { class: "number", "aria-hidden": "true", text: number }), title), parts);
    this.element = el("div", { class: "making scroll", tabindex: 0, role: "region", "aria-label": "A new world" },
      el("div", { class: "making-in" }, el("div", { class: "make-main" },
        section(1, "Where it plays", this.stages), section(2, "Who is in it", this.casting.element), section(3, "What they feel for one another", this.board.element, this.bonds.element)), this._bill()));
    this.elements = [this.element, this.maker.element];
  }

  /** Read what there is, and begin with this scenario. Raises Refusal. */
  async begin(scenario) {
    [this.scenarios, this.library] = await Promise.all([get("/scenarios"), characters()]);
    await this._choose(this.scenarios.find(({ id }) => id === scenario) ?? this.scenarios.find(({ cast }) => cast === 0) ?? this.scenarios[0]);
  }

  async _choose(card) {
    const beginning = await get(`/scenarios/${encodeURIComponent(card.id)}/beginning`);
    this.bill = new Playbill(card, beginning, this.bill?.guests);
    this.casting.all = false;
    this.faults.clear();
    this._stages();
    this._changed();
  }

  _stages() {
    const few = [...this.scenarios].sort((a, b) => a.cast - b.cast);
    fill(this.stages, few.map((card) => el("label", { class: "stage-card", style: { "--coat": coat(card.id), "--lining": lining(card.id) } },
      el("input", { type: "radio", name: "stage", value: card.id, checked: card.id === this.bill.card.id, on: { change: () => this._choose(card).catch((error) => this.notices.trouble(error)) } }),
      el("b", { dir: "auto", text: card.title }), el("small", { text: card.cast ? plural(card.cast, "person").replace("persons", "people") : "nobody yet" }))));
  }

  _bill() {
    this.title = this.faults.at("/title", el("input", { type: "text", maxlength: 200, on: { input: () => this._poster() } }));
    this.seed = this.faults.at("/seed", el("input", { type: "number", min: 0, max: 2 ** 53 - 1, placeholder: "by chance" }));
    this.open = choice([["", "only me"], ["1", "everybody"]]);
    this.lives = el("input", { type: "checkbox", id: "make-lives", checked: true });
    this.tempo = slider("Tempo", 0, TEMPI.length - 1, 2, (at) => `a tick every ${TEMPI[at]} s`);
    this.raise = el("button", { type: "submit", class: "act raise", text: "Raise the curtain" });
    this.poster = el("div", { class: "poster bill-poster" });
    this.faces = el("div", { class: "bill-faces", "aria-hidden": "true" });
    this.summary = el("p", { class: "dim" });
    return el("form", { class: "bill", "aria-label": "Playbill", novalidate: true, on: { submit: (event) => this._raised(event) } },
      this.poster, this.faces, this.summary, labelled("Title", this.title),
      el("div", { class: "seed-row" }, labelled("Seed", this.seed, "the same seed tells the same story"), el("button", { type: "button", class: "round", "aria-label": "Draw a seed", title: "Draw a seed", text: "⚄", on: { click: () => this._draw() } })),
      labelled("Who may watch", this.open), el("label", { class: "check", for: "make-lives" }, this.lives, "It lives at once"), this.tempo.element, this.faults.element, this.raise);
  }

  _draw() {
    this.seed.value = Math.floor(Math.random() * LARGEST_SEED);
    this.seed.dispatchEvent(new Event("input"));
  }

  /** Show everything as it is now; unless `whole`, only what is drawn, since somebody is moving a slider. */
  _changed(whole = true) {
    if (whole) {
      this.casting.show(this.bill, this.library);
      this.bonds.show(this.bill);
    }
    this.board.show(this.bill.cast, this.bill.bonds);
    this._poster();
  }

  _poster() {
    const { card, cast, bonds } = this.bill;
    const strangers = Number(this.casting.strangers.value) || 0;
    const many = cast.length + strangers;
    this.poster.style.setProperty("--coat", coat(card.id));
    this.poster.style.setProperty("--lining", lining(card.id));
    fill(this.poster, el("span", { dir: "auto", text: this.title.value.trim() || card.title }));
    this.title.placeholder = card.title;
    fill(this.faces, cast.slice(0, PORTRAITS).map((person) => portrait(person, 30)), cast.length > PORTRAITS ? el("small", { class: "dim", text: `+${cast.length - PORTRAITS}` }) : null);
    this.summary.textContent = many ? `${plural(many, "person").replace("persons", "people")}, ${plural(bonds.length, "tie")}, ${plural(this.bill.places.length, "place")}` : "Nobody yet.";
  }

  _drawn(owner, target, numbers, both) {
    this.bill.bind(owner, target, numbers);
    if (both) this.bill.bind(target, owner, numbers);
    this._changed();
  }

  _kept(own) {
    const known = this.library.findIndex(({ id }) => id === own.id);
    if (known < 0) {
      this.library.push(own);
      this.bill.invite(own);
    } else {
      this.library[known] = own;
      this.bill.renew(own);
    }
    this._changed();
    this.casting.reveal(own);
  }

  _people() {
    const known = new Map([...this.bill.cast, ...this.library.map(({ persona }) => persona)].map(({ id, name }) => [id, name]));
    return [...known];
  }

  async _raised(event) {
    event.preventDefault();
    this.faults.clear();
    const { body, changed } = this.bill.order({ seed: this.seed.value, title: this.title.value.trim(), open: Boolean(this.open.value), strangers: Number(this.casting.strangers.value) || 0 });
    await doing(this.raise, { trouble: (error) => this._refused(error, changed) }, async () => {
      const made = await post("/ecosystems", body);
      if (this.lives.checked) await orders.start(made.id, TEMPI[this.tempo.value] * 1000).catch((error) => this.notices.trouble(error));
      this._open(made.id);
    });
  }

  _refused(error, changed) {
    this.bonds.sent(changed);
    this.faults.show(error);
  }
}
