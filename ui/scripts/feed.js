/** What was said and done, readable like a play; only as much of it is on the page as can be seen. */

import { button, el } from "./elements.js";
import { SORTS, about, aside, entry, sort } from "./scenes.js";
import { FAMILIES, drama, family } from "./telling.js";

const TURNED = "relationship_turned";
const KEPT = 3000; // entries that can be scrolled to
const SHOWN = 60; // entries on the page at once
const MORE = 30;
const ARRIVING = 5; // so many of what is new are seen to arrive; the others are above what can be seen
const TOLD = 3; // scenes of a tick that are told in full, those that move most; the others lie folded in one line
const STILL_MS = 300; // so long after the page has scrolled it is not taken for somebody's doing
const NEAR = 700; // pixels from an end at which more is put on the page

export class Feed {
  constructor({ choose, earlier }) {
    this._choose = choose;
    this._earlier = earlier;
    this.all = [];
    this.filter = { person: "", place: "", sorts: new Set(["scene", "talk", "turn", "thought", "order"]), family: "" };
    this.minor = new WeakSet(); // scenes that are folded
    this.begin = 0; // of the matching ones, the first on the page
    this.following = true; // whether what is new is scrolled to
    this.held = false; // whether it stands still because somebody points at it
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
    this.scroll = el("div", { class: "scroll", tabindex: 0, role: "log", "aria-live": "off", "aria-label": "The play", on: { scroll: () => this._scrolled(), pointerenter: (event) => event.pointerType === "mouse" && this.hold(), pointerleave: () => this.release() } }, this.empty, this.list);
    this.fresh = button("", () => this.toEnd(), { class: "fresh", hidden: true });
    this.options = el("div", { class: "filters", hidden: true }, this.person, this.place, this.family, el("div", { class: "chips", role: "group", "aria-label": "What the play shows" }, sorts, button("every word", (event) => this._whole(event.currentTarget), { class: "chip", "aria-pressed": "false", title: "Tell also those scenes in full that lie folded" })));
    this.more = button("Filter", () => this._open(), { class: "quiet", "aria-expanded": "false" });
    this.element = el("section", { class: "panel feed", "aria-label": "What is said and done" },
      el("header", {}, el("h2", { text: "Play" }), (this.beats = el("button", { type: "button", class: "chip", "aria-pressed": "false", text: "turning points only", on: { click: () => this._only() } })), this.more), this.options, this.scroll, this.fresh);
  }

  head(head) {
    this._coming = head.status !== "paused" && head.due?.some(({ kind }) => kind === "live");
    if (this.world && !this.empty.hidden) this.empty.textContent = this._why();
  }

  /** Stand still while somebody reads. */
  hold() {
    this.held = this.following;
    this.following = false;
  }

  /** Go on, unless somebody has scrolled away or has opened something. */
  release() {
    const reads = this.list.querySelector(".why:not([hidden]), details[open]");
    if (this.held && !reads) this.toEnd();
    this.held = false;
  }

  reset(world, events) {
    this.world = world;
    this.all = this._weigh(events.filter((event) => sort(event)));
    this._choices();
    this._anew();
  }

  events(world, events) {
    this.world = world;
    const told = this._weigh(events.filter((event) => sort(event)));
    if (events.some(({ kind }) => kind === "character_joined")) this._choices();
    this.all.push(...told);
    const fitting = told.filter((event) => this._fits(event));
    if (fitting.length) this._add(fitting);
    if (this.all.length > KEPT) this._forget();
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

  /** To where it is told how two came to feel otherwise about each other at a tick, which is lit. */
  reveal(tick, owner, target) {
    const turns = this.all.filter(({ kind, tick: at, body }) => kind === TURNED && at === tick && [body.owner, body.target].every((id) => id === owner || id === target));
    const scenes = new Set(turns.map(({ scene }) => scene));
    const theirs = this.matching.filter((event) => event.tick === tick && scenes.has(event.scene));
    if (!theirs.length) return;
    const begin = this.matching.indexOf(theirs[0]);
    if (begin < this.begin || begin >= this.end) this._from(Math.max(0, begin - 4));
    this._lit(theirs.map(({ seq }) => seq));
  }

  /** To an entry, which is lit: nothing moves it away until somebody asks for what is new. */
  light(seq) {
    this._lit([seq]);
  }

  _lit(seqs) {
    const lit = seqs.map((seq) => this.list.querySelector(`:scope > [data-seq="${seq}"]`)).filter(Boolean);
    for (const element of lit) element.classList.add("lit");
    [this.following, this.held] = [false, false];
    this._show = () => {
      this._still = performance.now() + STILL_MS;
      lit[0]?.scrollIntoView({ block: "start" });
    };
    this._show();
    requestAnimationFrame(() => this._show?.()); // once those above have their true height
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
    const room = this.end === this.matching.length && (this.following || this.list.childElementCount < 2 * SHOWN);
    this.matching.push(...fitting);
    this.empty.hidden = true;
    if (!room) return this._missed(fitting.length);
    this.list.append(...fitting.map((event, i) => this._entry(event, i >= fitting.length - ARRIVING)));
    this.end = this.matching.length;
    if (!this.following) return this._lead(fitting.length);
    while (this.list.childElementCount > SHOWN) {
      this.list.firstElementChild.remove();
      this.begin += 1;
    }
    this._stick();
    return undefined;
  }

  /** What is new stands below what somebody reads, which stays; below what is lit it may be read on. */
  _lead(more) {
    this._missed(more);
    this._show?.();
  }

  /** Let go of what is too long ago; whoever reads what came after goes on reading. */
  _forget() {
    const gone = this.all.splice(0, this.all.length - KEPT).filter((event) => this._fits(event)).length;
    this.matching.splice(0, gone);
    const shown = Math.min(gone, this.end) - this.begin;
    for (let i = 0; i < shown; i += 1) this.list.firstElementChild.remove();
    [this.begin, this.end] = [Math.max(0, this.begin - gone), Math.max(0, this.end - gone)];
    if (this.end === 0) this._anew();
  }

  _missed(more) {
    this.unseen = (this.unseen ?? 0) + more;
    this.fresh.hidden = false;
    this.fresh.textContent = `${this.held ? "waiting for you · " : ""}↓ ${this.unseen} new`;
  }

  _anew() {
    this.matching = this.all.filter((event) => this._fits(event));
    this._from(Math.max(0, this.matching.length - SHOWN));
    this.unseen = 0;
    this.fresh.hidden = true;
    this.following = true;
    this._show = null;
    this._stick();
    this.empty.hidden = this.end > 0;
    this.empty.textContent = this._why();
  }

  /** Have on the page what begins with this one. */
  _from(begin) {
    this.begin = begin;
    this.end = Math.min(this.matching.length, begin + SHOWN);
    this.list.replaceChildren(...this.matching.slice(begin, this.end).map((event) => this._entry(event)));
  }

  _why() {
    if (this.all.length) return "Nothing of this kind has happened lately. Choose other filters above, or wait.";
    if (this.world.tick === 0 && this._coming) return "The curtain is about to rise: in a moment you read here what they say to one another.";
    return this.world.tick === 0 ? "The curtain has not risen. Start the world (or step it by a tick) at the director's desk." : "Nothing was said yet.";
  }

  _entry(event, arriving = false) {
    const element = (event.kind === "aside" ? aside : entry)(event, this.world, this._choose);
    if (arriving) element.classList.add("arriving");
    return element;
  }

  /** Whether only some scenes are shown, so that each can be told in full. */
  get _narrow() {
    return Boolean(this.filter.person || this.filter.place || this.filter.family);
  }

  /**
   * Find the scenes of each tick that are told in full, among them those that turned anybody, and put behind it one entry that has
   * the others. Gives all of them.
   */
  _weigh(events) {
    const ticks = new Map();
    for (const event of events) ticks.set(event.tick, [...(ticks.get(event.tick) ?? []), event]);
    return [...ticks.values()].flatMap((told) => {
      const turning = new Set(told.filter(({ kind }) => kind === TURNED).map(({ scene }) => scene));
      const scenes = told.filter(({ kind }) => kind === "interaction").sort((a, b) => drama(b) - drama(a)).slice(TOLD).filter(({ scene }) => !turning.has(scene));
      if (scenes.length < 2) return told;
      for (const event of scenes) this.minor.add(event);
      const { seq, tick } = told.at(-1);
      return [...told, { kind: "aside", seq, tick, body: {}, scenes: scenes.sort((a, b) => a.seq - b.seq) }];
    });
  }

  _fits(event) {
    const { person, place, sorts } = this.filter;
    const unfolded = this.whole || this._narrow;
    if (event.kind === "aside") return !unfolded && sorts.has("scene");
    if (this.minor.has(event) && !unfolded) return false;
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
    if (performance.now() < this._still) this._top = this.scroll.scrollTop; // the page itself did it
    else this._wandered();
    if (this.scroll.scrollTop < NEAR) this._above();
    else if (this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < NEAR) this._below();
  }

  /** Somebody has scrolled: to the end, where the newest is followed, or to what was said before. */
  _wandered() {
    this._show = null;
    if (this._atEnd && this.end === this.matching.length && !this.held) [this.unseen, this.fresh.hidden, this.following] = [0, true, true];
    else if (this.scroll.scrollTop < (this._top ?? 0) - 4) [this.following, this.held] = [false, false]; // somebody reads what was said before
    this._top = this.scroll.scrollTop;
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
      const events = this._weigh((await this._earlier(first.seq - 1)).filter((event) => sort(event)));
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
