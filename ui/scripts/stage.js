/** The stage: who is where, in which mood, and what is being said to whom. */

import { button, el } from "./elements.js";
import { called } from "./moods.js";
import { plural } from "./numbers.js";
import { portrait, refaced } from "./portraits.js";
import { drama, family, verb } from "./telling.js";

const MOST = 28; // portraits shown at one place
const SAID_TICKS = 2; // so long a bubble stays
const PLACES = 60;

export class Stage {
  /** `choose(id)` opens a sheet, `focus(id | null)` shows somebody's ties, `listen(place)` all that is said at a place. */
  constructor({ choose, focus, listen }) {
    this._choose = choose;
    this._listen = listen;
    this._focus = focus;
    this.cards = new Map();
    this.list = el("div", { class: "stage-places", tabindex: -1 });
    this.empty = el("p", { class: "empty", hidden: true });
    this.element = el("section", { class: "panel stage", "aria-label": "Who is where" },
      el("header", {}, el("h2", { text: "Stage" }), (this.summary = el("span", { class: "dim" }))), el("div", { class: "scroll" }, this.list, this.empty));
  }

  reset(world, events) {
    this.world = world;
    this.cards.clear();
    const places = [...world.places.values()].slice(0, PLACES);
    this.list.replaceChildren(...places.map((place) => this._card(place).element));
    for (const place of places) this._gather(place.id);
    this._speak(events.filter((event) => event.kind === "interaction" && event.tick > world.tick - SAID_TICKS));
    this._sum();
    this.empty.hidden = places.length > 0;
    this.empty.textContent = "There is no place to be yet. Create an ecosystem from a scenario, and its places appear here.";
  }

  events(world, events) {
    this.world = world;
    const stirred = new Set();
    for (const event of events) {
      if (event.kind === "character_moved") [event.body.from, event.body.to].forEach((place) => stirred.add(place));
      else if (event.kind === "character_joined") stirred.add(event.body.place);
      else if (event.kind === "character_left") stirred.add(event.body.from);
    }
    for (const place of stirred) this._gather(place);
    const said = events.filter((event) => event.kind === "interaction");
    if (said.length) this._speak(said);
    if (events.some((event) => event.kind === "tick_completed")) this._settle();
    this._sum();
  }

  /** Let one person stand out. */
  setFocus(id) {
    for (const chip of this.list.querySelectorAll(".actor")) chip.classList.toggle("chosen", chip.dataset.id === id);
  }

  _card(place) {
    const count = el("span", { class: "count" });
    const actors = el("div", { class: "actors" });
    const talk = el("div", { class: "talk", "aria-live": "off" });
    const element = el("article", { class: "place", "aria-label": place.name },
      el("h3", {}, el("span", { class: "place-name", text: place.name.replace(/^the /, "The ") }), place.open ? null : el("span", { class: "lock", title: "Nobody overhears what is said here", text: "private" }), count), actors, talk);
    const card = { element, actors, talk, count, spoken: -9 };
    this.cards.set(place.id, card);
    return card;
  }

  /** Put those who are at a place onto its card, leaving those who were there already. */
  _gather(place) {
    const card = this.cards.get(place);
    if (!card) return;
    const here = this.world.at(place);
    const wanted = new Set(here.slice(0, MOST).map(({ id }) => id));
    for (const chip of [...card.actors.children]) if (!wanted.delete(chip.dataset.id)) chip.remove();
    for (const id of wanted) card.actors.append(this._actor(this.world.people.get(id)));
    if (here.length > MOST) card.actors.append(el("span", { class: "more", text: `+${here.length - MOST}` }));
    card.count.textContent = here.length ? String(here.length) : "";
    card.element.classList.toggle("bare", here.length === 0);
  }

  _actor(person) {
    const mood = this.world.mood(person.id);
    return el("button", {
      type: "button", class: "actor", "data-id": person.id, title: `${person.name}: ${person.persona.role ?? ""}`, "aria-label": `${person.name}, ${called(mood)}`,
      on: { click: () => this._choose(person.id), mouseenter: () => this._focus(person.id), mouseleave: () => this._focus(null) },
    }, portrait(person, 34, mood), el("span", { class: "actor-name", "aria-hidden": "true", text: person.short }));
  }

  /** Of each place, the scene that is most worth hearing. */
  _speak(said) {
    const best = new Map();
    const last = Math.max(0, ...said.map(({ tick }) => tick));
    const scenes = new Map();
    for (const event of said) {
      const { place } = event.body;
      if (event.tick === last) scenes.set(place, (scenes.get(place) ?? 0) + 1);
      if (!best.has(place) || drama(event) >= drama(best.get(place)) || event.tick > best.get(place).tick) best.set(place, event);
      this._touched(event.body);
    }
    for (const [place, event] of best) this._bubble(place, event, (scenes.get(place) ?? 1) - 1);
  }

  _touched({ initiator, responder }) {
    for (const id of [initiator, responder]) {
      const frame = this.list.querySelector(`.actor[data-id="${CSS.escape(id)}"] .framed`);
      if (frame) refaced(frame, this.world.mood(id));
    }
  }

  _bubble(place, event, others) {
    const card = this.cards.get(place);
    if (!card) return;
    const { initiator, responder, move, lines } = event.body;
    const first = lines.find(([who]) => who === initiator);
    const second = lines.find(([who]) => who === responder);
    card.spoken = event.tick;
    card.talk.replaceChildren(
      el("p", { class: "deed", "data-family": family(move) }, el("b", { text: this.world.short(initiator) }), ` ${verb(move)} `, el("b", { text: this.world.short(responder) })),
      ...[[first, "says"], [second, "answers"]].filter(([line]) => line?.[2]).map(([line, side]) => this._said(line, side)),
      ...(others > 0 ? [button(`and ${plural(others, "more scene")} here`, () => this._listen(place), { class: "quiet others", title: "Hear all that is said here" })] : []));
    card.element.classList.add("talking");
    for (const chip of card.actors.children) chip.dataset.part = chip.dataset.id === initiator ? "says" : chip.dataset.id === responder ? "answers" : "";
  }

  _said([who, , text], side) {
    const person = this.world.people.get(who);
    return el("div", { class: `said ${side}` }, person ? portrait(person, 22) : null, el("div", { class: "bubble" }, el("p", { dir: "auto", title: text, text })));
  }

  /** Bubbles fade when nothing more is said. */
  _settle() {
    for (const card of this.cards.values()) {
      if (card.spoken > this.world.tick - SAID_TICKS || !card.element.classList.contains("talking")) continue;
      card.element.classList.remove("talking");
      card.talk.replaceChildren();
      for (const chip of card.actors.children) chip.dataset.part = "";
    }
  }

  _sum() {
    const talking = [...this.cards.values()].filter(({ spoken }) => spoken > this.world.tick - SAID_TICKS).length;
    this.summary.textContent = talking ? `scenes at ${plural(talking, "place")}` : "nobody speaks just now";
  }
}
