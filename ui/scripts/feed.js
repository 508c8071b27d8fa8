/** What was said and done, readable like a play; only as much of it is on the page as can be seen. */

import { button, el } from "./elements.js";
import { SORTS, about, brief, entry, sort } from "./scenes.js";
import { FAMILIES, drama, family } from "./telling.js";

const KEPT = 3000; // entries that can be scrolled to
const SHOWN = 90; // entries on the page at once
const MORE = 45;
const ARRIVING = 5; // so many of what is new are seen to arrive; the others are above what can be seen
const TOLD = 4; // scenes of a tick that are told in full, those that move most; of others one line
const NEAR = 700; // pixels from an end at which more is put on the page

export class Feed {
  constructor({ choose, earlier }) {
    this._choose = choose;
    this._earlier = earlier;
    this.all = [];
    this.filter = { person: "", place: "", sorts: new Set(["scene", "talk", "turn", "thought", "order"]), family: "" };
    this.minor = new WeakSet(); // scenes of which a line is enough
    this.begin = 0; // of the matching ones, the first on the page
    this.following = true; // whether what is new is scrolled to
    this._build();
    new ResizeObserver(() => this.following && this._stick()).observe(this.list);
  }

  _build() {
    this.person = el("select", { "aria-label": "Only scenes with", on: { change: () => this._filtered("person", this.person.value) } });
    this.place = el("select", { "aria-label": "Only scenes at", on: { change: () => this._filtered("place", this.place.value) } });
    this.family = el("select", { "aria-label": "Only scenes of this kind", on: { change: () => this._filtered("family", this.family.value) } },
      el("option", { value: "", text: "every kind" }), Object.entries(FAMILIES).map(([value, text]) => el("option", { value, text })));
    const sorts = Object.entries(SORTS).map(([name, text]) => el("button", { type: "button", class: "chip", "aria-pressed": this.filter.sorts.has(name), on: { click: (event) => this._sorted(name, event.currentTarget) }, text }));
    this.list = el("div", { class: "entries" });
    this.empty = el("p", { class: "empty", hidden: true });
    this.scroll = el("div", { class: "scroll", tabindex: 0, role: "log", "aria-live": "off", "aria-label": "The play", on: { scroll: () => this._scrolled() } }, this.empty, this.list);
    this.fresh = button("", () => this.toEnd(), { class: "fresh", hidden: true });
    this.options = el("div", { class: "filters", hidden: true }, this.person, this.place, this.family, el("div", { class: "chips", role: "group", "aria-label": "What the play shows" }, sorts, button("every word", (event) => this._whole(event.currentTarget), { class: "chip", "aria-pressed": "false", title: "Tell also those scenes in full of which a line is enough" })));
    this.more = button("Filter", () => this._open(), { class: "quiet", "aria-expanded": "false" });
    this.element = el("section", { class: "panel feed", "aria-label": "What is said and done" },
      el("header", {}, el("h2", { text: "Play" }), (this.beats = el("button", { type: "button", class: "chip", "aria-pressed": "false", text: "turning points only", on: { click: () => this._only() } })), this.more), this.options, this.scroll, this.fresh);
  }

  reset(world, events) {
    this.world = world;
    this.all = events.filter((event) => sort(event));
    this._weigh(this.all);
    this._choices();
    this._anew();
  }

  events(world, events) {
    this.world = world;
    const told = events.filter((event) => sort(event));
    this._weigh(told);
    if (events.some(({ kind }) => kind === "character_joined")) this._choices();
    this.all.push(...told);
    if (this.all.length > KEPT) {
      this.all.splice(0, this.all.length - KEPT);
      return this._anew();
    }
    const fitting = told.filter((event) => this._fits(event));
    if (!fitting.length) return undefined;
    this._add(fitting);
    return undefined;
  }

  /** Only what somebody has a part in; "" shows all. */
  only(person) {
    this.person.value = person;
    this._filtered("person", person);
  }

  /** Only what happens at a place. */
  at(place) {
    this.place.value = place;
    this._filtered("place", place);
  }

  /** To the newest entry. */
  toEnd() {
    this._anew();
  }

  _stick() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this._top = this.scroll.scrollTop;
  }

  get _atEnd() {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 60;
  }

  _add(fitting) {
    const follow = this.following && this.end === this.matching.length;
    this.matching.push(...fitting);
    this.empty.hidden = true;
    if (!follow) return this._missed(fitting.length);
    this.list.append(...fitting.map((event, i) => this._entry(event, i >= fitting.length - ARRIVING)));
    this.end = this.matching.length;
    while (this.list.childElementCount > SHOWN) {
      this.list.firstElementChild.remove();
      this.begin += 1;
    }
    this._stick();
    return undefined;
  }

  _missed(more) {
    this.unseen = (this.unseen ?? 0) + more;
    this.fresh.hidden = false;
    this.fresh.textContent = `↓ ${this.unseen} new`;
  }

  _anew() {
    this.matching = this.all.filter((event) => this._fits(event));
    this.end = this.matching.length;
    this.begin = Math.max(0, this.end - SHOWN);
    this.list.replaceChildren(...this.matching.slice(this.begin).map((event) => this._entry(event)));
    this.unseen = 0;
    this.fresh.hidden = true;
    this.following = true;
    this._stick();
    this.empty.hidden = this.end > 0;
    this.empty.textContent = this._why();
  }

  _why() {
    if (this.all.length) return "Nothing of this kind has happened lately. Choose other filters above, or wait.";
    return this.world.tick === 0 ? "The curtain has not risen. Start the world (or step it by a tick) at the director's desk." : "Nothing was said yet.";
  }

  _entry(event, arriving = false) {
    const short = this.minor.has(event) && !this.whole && !this._narrow;
    const element = (short ? brief : entry)(event, this.world, this._choose);
    if (arriving) element.classList.add("arriving");
    return element;
  }

  /** Whether only some scenes are shown, so that each can be told in full. */
  get _narrow() {
    return Boolean(this.filter.person || this.filter.place || this.filter.family);
  }

  /** Find the scenes of each tick that are told in full. */
  _weigh(events) {
    const ticks = new Map();
    for (const event of events) if (event.kind === "interaction") ticks.set(event.tick, [...(ticks.get(event.tick) ?? []), event]);
    for (const scenes of ticks.values()) for (const event of scenes.sort((a, b) => drama(b) - drama(a)).slice(TOLD)) this.minor.add(event);
  }

  _fits(event) {
    const { person, place, sorts } = this.filter;
    if (!sorts.has(sort(event))) return false;
    if (person && !about(event).includes(person)) return false;
    if (place && event.body.place !== place && event.body.to !== place) return false;
    return !this.filter.family || (event.kind === "interaction" && family(event.body.move) === this.filter.family);
  }

  _filtered(name, value) {
    this.filter[name] = value;
    this.more.classList.toggle("on", this._narrow);
    this.more.textContent = this._narrow ? "Filtered" : "Filter";
    this._anew();
  }

  _sorted(name, chip) {
    const { sorts } = this.filter;
    if (!sorts.delete(name)) sorts.add(name);
    chip.setAttribute("aria-pressed", sorts.has(name));
    this._anew();
  }

  _whole(chip) {
    this.whole = !this.whole;
    chip.setAttribute("aria-pressed", this.whole);
    this._anew();
  }

  _only() {
    const only = this.beats.getAttribute("aria-pressed") !== "true";
    this.beats.setAttribute("aria-pressed", only);
    this._kept = only ? this.filter.sorts : this._kept;
    this.filter.sorts = only ? new Set(["turn"]) : this._kept;
    this._anew();
  }

  _open() {
    this.options.hidden = !this.options.hidden;
    this.more.setAttribute("aria-expanded", String(!this.options.hidden));
  }

  _choices() {
    const people = [...this.world.people.values()].map(({ id, name }) => [id, name]).sort((a, b) => a[1].localeCompare(b[1]));
    const places = [...this.world.places.values()].map(({ id, name }) => [id, name]);
    for (const [select, all, everything] of [[this.person, people, "everybody"], [this.place, places, "everywhere"]]) {
      const chosen = select.value;
      select.replaceChildren(el("option", { value: "", text: everything }), ...all.map(([value, text]) => el("option", { value, text })));
      select.value = chosen;
    }
  }

  _scrolled() {
    if (this._atEnd && this.end === this.matching.length) [this.unseen, this.fresh.hidden, this.following] = [0, true, true];
    else if (this.scroll.scrollTop < (this._top ?? 0) - 4) this.following = false; // somebody reads what was said before
    this._top = this.scroll.scrollTop;
    if (this.scroll.scrollTop < NEAR) this._above();
    else if (this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < NEAR) this._below();
  }

  async _above() {
    if (this.begin === 0) return this._fetch();
    const height = this.scroll.scrollHeight - this.scroll.scrollTop;
    const begin = Math.max(0, this.begin - MORE);
    this.list.prepend(...this.matching.slice(begin, this.begin).map((event) => this._entry(event)));
    this.begin = begin;
    while (this.list.childElementCount > 2 * SHOWN) {
      this.list.lastElementChild.remove();
      this.end -= 1;
    }
    this.scroll.scrollTop = this.scroll.scrollHeight - height;
    return undefined;
  }

  _below() {
    if (this.end >= this.matching.length) return;
    const end = Math.min(this.matching.length, this.end + MORE);
    this.list.append(...this.matching.slice(this.end, end).map((event) => this._entry(event)));
    this.end = end;
    while (this.list.childElementCount > 2 * SHOWN) {
      this.list.firstElementChild.remove();
      this.begin += 1;
    }
  }

  /** What came before all that this page knows is fetched when somebody scrolls that far up. */
  async _fetch() {
    const first = this.all[0];
    if (this._fetching || !first || first.seq < 2 || this.all.length >= KEPT) return;
    this._fetching = true;
    try {
      const events = (await this._earlier(first.seq - 1)).filter((event) => sort(event));
      this._weigh(events);
      if (this.all[0] !== first || !events.length) return;
      this.all.unshift(...events);
      const fitting = events.filter((event) => this._fits(event));
      this.matching.unshift(...fitting);
      [this.begin, this.end] = [this.begin + fitting.length, this.end + fitting.length];
      if (fitting.length) this._above();
    } finally {
      this._fetching = false;
    }
  }
}
