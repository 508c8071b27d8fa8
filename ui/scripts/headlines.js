/** Who loves and hates whom, in sentences: the first thing that somebody should understand who opens the page. */

import { el, fill } from "./elements.js";
import { portrait } from "./portraits.js";
import { KINDS } from "./tints.js";
import { gravity, turned } from "./telling.js";

const EACH = 3;

export class Headlines {
  constructor({ choose, goto }) {
    this._choose = choose;
    this._goto = goto;
    this.loves = el("div", { class: "headline", "data-kind": "beloved" });
    this.hates = el("div", { class: "headline", "data-kind": "enemy" });
    this.turns = el("div", { class: "headline", "data-kind": "turn" });
    this.element = el("section", { class: "headlines", "aria-label": "The story at a glance" }, this.loves, this.hates, this.turns);
  }

  reset(world) {
    this.world = world;
    this._all();
  }

  events(world, events) {
    this.world = world;
    if (events.some(({ kind }) => kind === "tick_completed")) this._all();
  }

  _all() {
    const ties = [...this.world.ties.values()];
    const loves = ties.filter(({ kind }) => kind === "beloved").sort((a, b) => b.now[3] + b.now[0] - a.now[3] - a.now[0]);
    const hates = ties.filter(({ kind }) => kind === "enemy").sort((a, b) => a.now[0] - b.now[0]);
    this._list(this.loves, "♥", "Loves", loves, "loves", "Nobody is in love yet.");
    this._list(this.hates, "✖", "Hates", hates, "hates", "Nobody hates anybody yet.");
    this._latest();
  }

  _list(box, sign, title, ties, verb, none) {
    const mutual = (tie) => ties.some((other) => other.owner === tie.target && other.target === tie.owner);
    const shown = [];
    for (const tie of ties) if (shown.length < EACH && !shown.some((one) => one.owner === tie.target && one.target === tie.owner)) shown.push(tie);
    const key = shown.map((tie) => `${tie.owner}${tie.target}${mutual(tie)}`).join() + ties.length;
    if (box.dataset.key === key) return;
    box.dataset.key = key;
    fill(box, this._title(sign, title, ties.length),
      shown.length ? el("ul", {}, shown.map((tie) => el("li", {}, this._pair(tie, mutual(tie) ? "and" : verb, mutual(tie))))) : el("p", { class: "dim", text: none }));
  }

  _title(sign, title, count) {
    return el("h2", {}, el("span", { class: "sign", "aria-hidden": "true", text: sign }), title, count === null ? null : el("span", { class: "count", text: count }));
  }

  _pair(tie, verb, mutual) {
    const [owner, target] = [this.world.people.get(tie.owner), this.world.people.get(tie.target)];
    if (!owner || !target) return null;
    return el("button", { type: "button", class: "pairing", on: { click: () => this._choose(tie.owner) }, "aria-label": mutual ? `${owner.short} and ${target.short}, both` : `${owner.short} ${verb} ${target.short}` },
      portrait(owner, 22), el("span", { class: "tie", "aria-hidden": "true", "data-kind": tie.kind, text: mutual ? "⇄" : "→" }), portrait(target, 22),
      el("span", { class: "names", text: mutual ? `${owner.short} & ${target.short}` : `${owner.short} → ${target.short}` }));
  }

  _latest() {
    const turns = [];
    for (let i = this.world.beats.length - 1; i >= 0 && turns.length < EACH; i--)
      for (const turn of [...this.world.beats[i].turns].reverse()) if (turns.length < EACH && gravity(turn) >= 2 && turned(turn, this.world)) turns.push({ ...turn, tick: this.world.beats[i].tick });
    fill(this.turns, this._title("✦", "Turning points", null),
      turns.length ? el("ul", {}, turns.map((turn) => el("li", {}, el("button", { type: "button", class: "pairing turned", "data-kind": turn.kind, on: { click: () => this._goto(turn.tick) }, title: `Look at tick ${turn.tick}` },
        el("span", { class: "sign", "aria-hidden": "true", text: KINDS[turn.kind]?.sign ?? "✦" }), el("span", { class: "names", text: turned(turn, this.world) }), el("span", { class: "tick", text: `tick ${turn.tick}` }))))) :
        el("p", { class: "dim", text: "None yet. When love or hate begins or ends, it says so here." }));
  }
}
