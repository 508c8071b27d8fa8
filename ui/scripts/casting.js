/** Who is in the world that is being made: the scenario's people, those of one's own library, and strangers who move in. */

import { button, el, fill } from "./elements.js";
import { choice, labelled } from "./fields.js";
import { icon } from "./icons.js";
import { ofOwn } from "./likenesses.js";
import { plural } from "./numbers.js";
import { portrait } from "./portraits.js";

const FEW = 16; // so many of a large cast are shown before one asks for all

export class Casting {
  /** `changed()` is told after every change of the playbill; `make(id)` opens the form for a character. */
  constructor(faults, { changed, make }) {
    Object.assign(this, { faults, _changed: changed, _make: make });
    this.cast = el("ul", { class: "cast-list", "aria-label": "Cast" });
    this.own = el("div", { class: "own-list" });
    this.strangers = el("input", { type: "number", min: 0, max: 99_000, placeholder: "0" });
    this.strangers.addEventListener("input", () => changed());
    this.tools = el("div", { class: "cast-tools" });
    faults.at("/cast", this.strangers);
    this.place = el("div", { class: "cast-part", tabindex: -1 }, this.tools, this.cast);
    faults.at("/guests", this.place);
    faults.at("/without", this.place);
    this.element = el("div", { class: "casting" }, this.place,
      el("h3", { text: "From your library" }), this.own, el("div", { class: "strangers" }, labelled("Strangers who move in", this.strangers, "people whom nobody has written, drawn by the seed")));
  }

  /** Show who is there; `library` are one's own characters. */
  show(bill, library) {
    Object.assign(this, { bill, library });
    this._tools();
    const everybody = bill.cast;
    const shown = this.all ? everybody : everybody.slice(0, Math.max(FEW, bill.guests.length));
    const rest = everybody.length - shown.length;
    fill(this.cast, shown.map((person) => this._member(person)), rest ? el("li", { class: "more-people" }, button(`and ${plural(rest, "other")} …`, () => this._all(), { class: "quiet" })) : null);
    if (!everybody.length) fill(this.cast, el("li", { class: "empty", text: "Nobody is here yet. Bring somebody of your own, or have strangers move in." }));
    this._library();
  }

  _tools() {
    const { without, written } = this.bill;
    const act = (text, change) => button(text, () => (change(), this._changed()), { class: "quiet" });
    fill(this.tools, el("span", { class: "dim", text: this._counted() }), el("span", { class: "gap" }),
      without.size ? act(`Bring back ${without.size === 1 ? "the one" : `the ${without.size}`} who left`, () => without.clear()) : null,
      written.length - without.size > 12 ? act("Keep the first 12", () => written.slice(12).forEach(({ id }) => without.add(id))) : null,
      without.size < written.length ? act("Take everybody out", () => written.forEach(({ id }) => without.add(id))) : null);
  }

  _counted() {
    const [guests, others] = [this.bill.guests.length, this.bill.cast.length - this.bill.guests.length];
    return [guests ? `${guests} of your own` : "", others ? `${plural(others, "person")} of the scenario` : ""].filter(Boolean).join(", ").replace("persons", "people");
  }

  _member(person) {
    const n = this.bill.guests.findIndex(({ own }) => own.id === person.own?.id);
    const entry = el("li", { class: `member${person.own ? " mine" : ""}`, tabindex: person.own ? -1 : null }, portrait(person, 38),
      el("span", { class: "member-name" }, el("b", { dir: "auto", text: person.name }), el("small", { class: "dim", dir: "auto", text: person.role })),
      person.own ? this._home(n, person) : null,
      el("button", { type: "button", class: "round quiet", "aria-label": `Take ${person.name} out`, on: { click: () => this._leave(person) } }, icon("close")));
    if (person.own) {
      this.faults.at(`/guests/${n}`, entry);
      entry.dataset.own = person.own.id;
    }
    return entry;
  }

  _home(n, person) {
    const guest = this.bill.guests[n];
    const home = choice(this.bill.places.map(({ id, at }) => [id, `lives ${at}`]), null, (place) => (guest.home = place));
    home.value = guest.home;
    home.classList.add("field");
    home.setAttribute("aria-label", `Where ${person.name} lives`);
    return home;
  }

  _leave(person) {
    this.bill.leave(person);
    this._changed();
    this.place.focus({ preventScroll: true });
  }

  _all() {
    this.all = true;
    this.show(this.bill, this.library);
  }

  _library() {
    const cards = this.library.map((own) => this._card(own));
    fill(this.own, cards, el("button", { type: "button", class: "own-card new", on: { click: () => this._make("") } }, el("span", { class: "plus", "aria-hidden": "true", text: "+" }), el("b", { text: "New character" }), el("small", { class: "dim", text: cards.length ? "name, nature, voice" : "the first of your own" })));
  }

  _card(own) {
    const here = this.bill.invites(own);
    const { persona } = own;
    return el("div", { class: "own-card", "data-here": String(here) }, portrait({ ...persona, picture: ofOwn(own) }, 38), el("b", { dir: "auto", text: persona.name }), el("small", { class: "dim", dir: "auto", text: persona.role }),
      el("span", { class: "own-acts" }, button(here ? "Is here" : "Bring", () => this._bring(own), { class: here ? "quiet" : "second", disabled: here, "aria-label": here ? `${persona.name} is here` : `Bring ${persona.name}` }), button("Change", () => this._make(own.id), { class: "quiet", "aria-label": `Change ${persona.name}` })));
  }

  _bring(own) {
    this.bill.invite(own);
    this._changed();
    this.reveal(own);
  }

  /** Go to one of one's own in the cast. */
  reveal(own) {
    this.cast.querySelector(`[data-own="${own.id}"]`)?.focus({ preventScroll: true });
  }
}
