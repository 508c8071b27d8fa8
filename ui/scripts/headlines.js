/** Who loves and hates whom, in sentences: the first thing that somebody should understand who opens the page. */

import { FEELS } from "./affections.js";
import { el, fill } from "./elements.js";
import { portrait } from "./portraits.js";
import { KINDS } from "./tints.js";
import { gravity, turned, turnedBoth } from "./telling.js";

const EACH = 3;
const GRAVE = 3; // the gravity of love and hate

export class Headlines {
  /** `choose(owner, target)` opens what is between two, `focus(id | null)` shows somebody's ties, `moment(turn)` goes to a turning point; `beats()` are all that are known. */
  constructor({ choose, focus, moment, beats }) {
    Object.assign(this, { _choose: choose, _focus: focus, _moment: moment, _beats: beats });
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

  /** More of what was before is known. */
  behind() {
    if (this.world) this._latest();
  }

  _all() {
    const ties = [...this.world.ties.values()];
    const loves = ties.filter(({ kind }) => kind === "beloved").sort((a, b) => b.now[3] + b.now[0] - a.now[3] - a.now[0]);
    const hates = ties.filter(({ kind }) => kind === "enemy").sort((a, b) => a.now[0] - b.now[0]);
    this._list(this.loves, "♥", "Loves", loves, "Nobody is in love yet.");
    this._list(this.hates, "✖", "Hates", hates, "Nobody hates anybody yet.");
    this._latest();
  }

  _list(box, sign, title, ties, none) {
    const mutual = (tie) => ties.some((other) => other.owner === tie.target && other.target === tie.owner);
    const shown = [];
    for (const tie of ties) if (shown.length < EACH && !shown.some((one) => one.owner === tie.target && one.target === tie.owner)) shown.push(tie);
    const key = shown.map((tie) => `${tie.owner}${tie.target}${mutual(tie)}`).join() + ties.length;
    if (box.dataset.key === key) return;
    box.dataset.key = key;
    fill(box, this._title(sign, title, ties.length),
      shown.length ? el("ul", {}, shown.map((tie) => el("li", {}, this._pair(tie, mutual(tie))))) : el("p", { class: "dim", text: none }));
  }

  _title(sign, title, count) {
    return el("h2", {}, el("span", { class: "sign", "aria-hidden": "true", text: sign }), title, count === null ? null : el("span", { class: "count", title: `${count} such feelings in all; the strongest are told here`, text: count }));
  }

  _pair(tie, mutual) {
    const [owner, target] = [this.world.people.get(tie.owner), this.world.people.get(tie.target)];
    if (!owner || !target) return null;
    const feels = FEELS[tie.kind];
    const said = mutual ? `${owner.short} and ${target.short} ${feels.slice(0, -1)} each other` : `${owner.short} ${feels} ${target.short}`;
    const note = tie.bond && tie.bond !== "love" ? `“${tie.bond}”` : "";
    return el("button", { type: "button", class: "pairing", title: `${said}${note ? ` (${target.short} is ${owner.short}’s ${note})` : ""}. How did it come to be so?`, on: { click: () => this._choose(tie.owner, tie.target), mouseenter: () => this._focus(tie.owner), mouseleave: () => this._focus(null) } },
      portrait(owner, 22), el("span", { class: "tie", "aria-hidden": "true", "data-kind": tie.kind, text: mutual ? "⇄" : "→" }), portrait(target, 22),
      el("span", { class: "names" }, el("span", { text: mutual ? `${owner.short} & ${target.short}` : said }), note ? el("span", { class: "bond", text: note }) : null));
  }

  /** The last turning points up to the moment that is shown, at least one of love or hate among them; what both feel at once is told once. */
  _latest() {
    const turns = [];
    let grave = false;
    const beats = this._beats();
    for (let i = beats.length - 1; i >= 0 && (turns.length < EACH || !grave); i--) {
      const { tick } = beats[i];
      if (tick > this.world.tick) continue;
      for (const turn of [...beats[i].turns].reverse()) {
        if (gravity(turn) < 2 || !turned(turn, this.world)) continue;
        const back = turns.find((one) => one.tick === tick && reverse(one, turn));
        if (back) back.both = true;
        else if (turns.length < EACH - (grave ? 0 : 1) || gravity(turn) === GRAVE) turns.push({ ...turn, tick });
        grave ||= gravity(turn) === GRAVE;
      }
    }
    turns.splice(EACH);
    fill(this.turns, this._title("✦", "Turning points", null),
      turns.length ? el("ul", {}, turns.map((turn) => el("li", {}, this._turn(turn)))) : el("p", { class: "dim", text: "None yet. When love, hate or friendship begins or ends, it says so here." }));
  }

  _turn(turn) {
    const text = (turn.both ? turnedBoth : turned)(turn, this.world);
    return el("button", { type: "button", class: "pairing turned", "data-kind": turn.kind, on: { click: () => this._moment(turn) }, title: `${text} See the scene that did it` },
      el("span", { class: "sign", "aria-hidden": "true", text: KINDS[turn.kind]?.sign ?? "✦" }), el("span", { class: "names", text }), el("span", { class: "tick", text: `tick ${turn.tick}` }));
  }
}

/** Whether two turns are the same, each from the other's side. */
const reverse = (one, other) => one.owner === other.target && one.target === other.owner && one.kind === other.kind && one.before === other.before;
