/** A character's sheet: who this is, how he or she feels, what he or she wants, whom he or she loves and hates, and why. */

import { between, feelings } from "./between.js";
import { button, el, fill } from "./elements.js";
import { balance, level, ribbon } from "./gauges.js";
import { icon } from "./icons.js";
import { knowledge } from "./knowledge.js";
import { NEEDS, called } from "./moods.js";
import { signed } from "./numbers.js";
import { portrait } from "./portraits.js";
import { recollected } from "./recollecting.js";
import { entry } from "./scenes.js";
import { words } from "./telling.js";
import { KINDS } from "./tints.js";

const TIES = 8;
const ACTS = 6;
const MEMORIES = 8;
const TRAITS = [["closed", "open"], ["careless", "careful"], ["quiet", "outgoing"], ["hard", "kind"], ["steady", "anxious"]];

export class Sheet {
  /** `choose(id, other)` opens another sheet, `moment(turn)` goes to where something turned, `talk(id)` a talk, `follow(id)` shows only what this person has a part in. */
  constructor(show, { choose, moment, closed, talk, follow }) {
    Object.assign(this, { show, _choose: choose, _moment: moment, _closed: closed, _talk: talk, _follow: follow, id: null });
    this.parts = Object.fromEntries(["head", "between", "ties", "now", "wants", "acts", "knows", "memories", "nature"].map((name) => [name, el("section", { class: `sheet-${name}` })]));
    this.close = el("button", { type: "button", class: "round quiet close", "aria-label": "Close the sheet", on: { click: () => this.shut() } }, icon("close"));
    this.element = el("aside", { class: "drawer sheet", role: "dialog", "aria-label": "Character", hidden: true, on: { keydown: (event) => event.key === "Escape" && this.shut() } },
      this.close, el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Sheet" }, Object.values(this.parts)));
  }

  /** Show somebody; with `other`, what is between the two. */
  open(id, other = null) {
    if (!this.show.world.people.has(id)) return;
    this._before = this.element.hidden ? document.activeElement : this._before;
    this.id = id;
    this.other = this.show.world.people.has(other) ? other : null;
    this.deeds = [];
    this.element.hidden = false;
    this.element.setAttribute("aria-label", this.person.name);
    this.element.querySelector(".scroll").scrollTop = 0;
    fill(this.parts.between, this.other ? between(this.show, id, this.other, { moment: this._moment, choose: this._choose }) : []);
    this._all();
    this.close.focus({ preventScroll: true });
    this._recall();
  }

  shut() {
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.id = null;
    this._before?.focus?.({ preventScroll: true });
    this._closed();
  }

  get person() {
    return this.show.world.people.get(this.id);
  }

  reset() {
    if (this.id && this.person) this._all();
  }

  events(world, events) {
    if (!this.id || !this.person) return;
    const mine = events.some(({ body }) => [body.initiator, body.responder, body.character, body.owner, ...(body.witnesses ?? []), ...(body.people ?? [])].includes(this.id));
    if (mine) this._all();
    else if (events.some(({ kind }) => kind === "tick_completed")) this._now();
  }

  _all() {
    this._head();
    if (this.other) this.parts.between.querySelector(".feelings").replaceWith(feelings(this.show.world, this.id, this.other));
    this._now();
    this._wants();
    this._ties();
    this._acts();
    this._knows();
    this._memories();
    this._nature();
  }

  _head() {
    const { person } = this;
    fill(this.parts.head, portrait(person, 76, this.show.world.mood(this.id)),
      el("div", {}, el("h2", { text: person.name }), el("p", { class: "role", dir: "auto", text: person.persona.role ?? "" })),
      el("p", { class: "bio", dir: "auto", text: person.persona.bio ?? "" }),
      el("div", { class: "acts" }, this.mayTalk === false ? null : button("Talk", () => this._talk(this.id), { class: "act" }), button("Follow in the play", () => this._follow(this.id), { class: "second" })));
  }

  _now() {
    const { world } = this.show;
    const mood = world.mood(this.id);
    fill(this.parts.now, title("Just now"), el("p", { class: "lead" }, el("b", { text: capital(called(mood)) }), `, at ${world.place(this.person.place)}${this.person.emotion ? `; last felt ${words(this.person.emotion)}` : ""}.`),
      el("div", { class: "columns" },
        el("div", {}, balance("misery", "joy", mood[0]), balance("weary", "stirred", mood[1]), balance("helpless", "in command", mood[2])),
        el("div", {}, world.needs(this.id).map((value, i) => level(NEEDS[i], value)))));
  }

  _wants() {
    const { wants = [], secret } = this.person.persona;
    const { world } = this.show;
    const aims = (this.person.aims ?? []).filter((aim) => aim.until > world.tick);
    fill(this.parts.wants, title("Means to"),
      wants.length || aims.length ? el("ul", { class: "wants" }, aims.map((aim) => el("li", { class: "whispered" }, el("span", { dir: "auto", text: aim.text }), el("span", { class: "dim", text: `whispered, until tick ${aim.until}` }))), wants.map((want) => el("li", {}, el("span", { dir: "auto", text: want.text }), el("i", { class: "weight", title: `weight ${want.weight}`, style: { "--share": want.weight / 1000 } })))) : el("p", { class: "dim", text: "Nothing in particular. Whisper a goal at the director's desk." }),
      secret ? el("p", { class: "secret", dir: "auto" }, el("b", { text: "Guards a secret: " }), secret.confession) : null);
  }

  _ties() {
    const { world } = this.show;
    const ties = world.feelings(this.id).filter(({ kind, now }) => kind !== "stranger" || now[0]).slice(0, TIES);
    fill(this.parts.ties, title("Feels for others"), ties.length ? el("ul", { class: "ties" }, ties.map((tie) => this._tie(tie))) : el("p", { class: "dim", text: "Knows nobody yet. Force a meeting at the director's desk." }));
  }

  _tie(tie) {
    const { world } = this.show;
    const other = world.people.get(tie.target);
    const back = world.tie(tie.target, this.id);
    const { name, sign } = KINDS[tie.kind] ?? KINDS.stranger;
    const numbers = ["affinity", "trust", "respect", "attraction", "familiarity"].map((dimension, i) => `${dimension} ${signed(tie.now[i])}`).join(", ");
    return el("li", {}, el("button", { type: "button", class: "tie-row", title: numbers, on: { click: () => this.open(this.id, tie.target) } },
      other ? portrait(other, 30) : null,
      el("span", { class: "tie-names" }, el("b", { text: world.short(tie.target) }), el("span", { class: "dim", text: [tie.bond, name].filter(Boolean).join(", ") })),
      el("span", { class: "tie-sign", "aria-hidden": "true", "data-kind": tie.kind, text: sign }),
      ribbon(tie.trace, world.tick),
      el("span", { class: "tie-number", "data-kind": tie.now[0] < 0 ? "enemy" : tie.kind === "beloved" ? "beloved" : "friend", text: signed(tie.now[0]) }),
      el("span", { class: "tie-back", title: "What is felt in return", text: back ? signed(back.now[0]) : "–" })));
  }

  _acts() {
    const heard = this.show.past.events.filter(({ kind, body, seq }) => kind === "interaction" && body.initiator === this.id && seq <= this.show.world.seq);
    const earlier = this.deeds.filter(({ seq }) => seq < (heard[0]?.seq ?? Infinity));
    const acts = [...earlier, ...heard].slice(-ACTS).reverse();
    const key = acts.map(({ seq }) => seq).join();
    if (this.parts.acts.dataset.key === `${this.id} ${key}`) return;
    this.parts.acts.dataset.key = `${this.id} ${key}`;
    fill(this.parts.acts, title("Why did you do that?"), acts.length ? el("p", { class: "dim hint", text: "What moved whom, and what else could have been: ask Why? of a deed." }) : null, acts.length ? el("div", { class: "entries" }, acts.map((event) => entry(event, this.show.world, this._choose))) : el("p", { class: "dim", text: "Has not done anything to anybody lately." }));
  }

  _knows() {
    fill(this.parts.knows, title("Knows of others, and from whom"), knowledge(this.person, this.show.world));
  }

  _memories() {
    const memories = [...this.person.memories].reverse();
    fill(this.parts.memories, title("Remembers"), memories.length ? el("ul", { class: "memories" }, memories.slice(0, MEMORIES).map(({ text, tick, feeling: felt }) =>
      el("li", { "data-sign": felt < -60 ? "minus" : felt > 60 ? "plus" : "" }, el("span", { dir: "auto", text }), el("span", { class: "tick", text: `tick ${tick}` })))) : el("p", { class: "dim", text: "Nothing yet: nobody is born with memories here." }));
  }

  /** When this page came late it has not heard what somebody did and remembers: ask. */
  async _recall() {
    const { id, show } = this;
    if (show.mode !== "live" || show.past.floor === 1 || !this.person) return;
    const { deeds, ...found } = await recollected(show.id, id, ACTS);
    if (this.id !== id || show.mode !== "live") return;
    show.world.recollect(id, found);
    this.deeds = deeds;
    this._all();
  }

  _nature() {
    const { traits = [], voice } = this.person.persona;
    fill(this.parts.nature, title("Nature"), el("div", {}, traits.map((value, i) => balance(TRAITS[i][0], TRAITS[i][1], value))),
      voice?.sayings?.length ? el("blockquote", { dir: "auto", text: voice.sayings[0] }) : null);
  }
}

const title = (text) => el("h3", { text });
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
