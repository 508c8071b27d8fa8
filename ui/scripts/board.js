/** The drawing board: everybody as a portrait, and a line for what one feels for another. One draws a line from the one to the other, with a pointer or with keys. */

import { TYPICAL, FEELS, NOTHING } from "./affections.js";
import { el, fill, svg } from "./elements.js";
import { portrait } from "./portraits.js";
import { KINDS, feeling } from "./tints.js";

export const MOST = 24; // more portraits would not leave room for lines
const [WIDTH, NARROW] = [720, 372]; // units of the drawing, for wide fields and for those of a phone
const TURNS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export class Board {
  /** `drawn(owner, target, numbers)` is told of a new line, `chosen(owner, target)` of a click on one. */
  constructor({ drawn, chosen }) {
    Object.assign(this, { _drawn: drawn, _chosen: chosen });
    this.kind = "friend";
    this.brushes = Object.keys(TYPICAL).map((kind) => el("button", { type: "button", class: "chip brush", "data-kind": kind, "aria-pressed": String(kind === this.kind), on: { click: () => this._brush(kind) } }, el("span", { class: "sign", "aria-hidden": "true", text: KINDS[kind].sign }), KINDS[kind].name));
    this.both = el("input", { type: "checkbox", id: "board-both" });
    this.lines = svg("svg", { class: "board-lines", "aria-hidden": "true" });
    this.pegs = el("div", { class: "board-pegs", role: "group", "aria-label": "Portraits. Choose one, then the one for whom a tie is drawn." });
    this.says = el("p", { class: "board-says dim", role: "status" });
    this.field = el("div", { class: "board-field", on: { pointermove: (event) => this._moved(event), pointerup: (event) => this._dropped(event), pointercancel: () => this._end(), keydown: (event) => this._key(event) } }, this.lines, this.pegs);
    this.element = el("div", { class: "board" },
      el("div", { class: "board-top" }, el("span", { class: "dim", text: "Draw" }), el("div", { class: "chips", role: "group", "aria-label": "What is drawn" }, this.brushes), el("label", { class: "check", for: "board-both" }, this.both, "both ways")),
      this.field, this.says);
  }

  /** Show these people, and what they feel. */
  show(cast, bonds) {
    this.cast = cast.slice(0, MOST);
    this.bonds = bonds;
    this.from = this.cast.some(({ id }) => id === this.from) ? this.from : null;
    this._place();
    const focused = this.pegs.contains(document.activeElement) ? document.activeElement.dataset.id : null;
    fill(this.pegs, this.cast.map((person) => this._peg(person)));
    if (focused) this._pegOf(focused)?.focus();
    this._lines();
    this._hint(cast.length);
  }

  _hint(all) {
    if (this.from) return;
    if (all < 2) this.says.textContent = "Two people are needed before there can be anything between them.";
    else this.says.textContent = `Drag from one portrait to another, or choose one and then the other.${all > MOST ? ` The first ${MOST} are here; below you find everybody.` : ""}`;
  }

  _place() {
    const many = this.cast.length;
    this.wide = this.field.clientWidth && this.field.clientWidth < 560 ? NARROW : WIDTH;
    this.height = many < 3 ? 210 : Math.min(470, 230 + many * 14);
    this.size = many > 14 ? 40 : 54;
    this.spots = new Map(this.cast.map(({ id }, i) => {
      const turn = -Math.PI / 2 + (2 * Math.PI * (i + (many === 2 ? 0.5 : 0))) / Math.max(many, 1);
      const [wide, high] = many === 1 ? [0, 0] : [this.wide / 2 - (this.wide === NARROW ? 44 : 80), this.height / 2 - 52];
      return [id, [this.wide / 2 + wide * Math.cos(turn), this.height / 2 - 6 + high * Math.sin(turn)]];
    }));
    this.field.style.aspectRatio = `${this.wide} / ${this.height}`;
    this.lines.setAttribute("viewBox", `0 0 ${this.wide} ${this.height}`);
  }

  _peg(person) {
    const [x, y] = this.spots.get(person.id);
    const peg = el("button", { type: "button", class: "peg", "data-id": person.id, "aria-pressed": String(this.from === person.id), "aria-label": person.name, style: { left: `${(x / this.wide) * 100}%`, top: `${(y / this.height) * 100}%` }, on: { pointerdown: (event) => this._held(event, person.id), click: (event) => event.detail === 0 && this._pick(person.id) } },
      portrait(person, this.size), el("span", { class: "peg-name", dir: "auto", text: person.short }));
    return peg;
  }

  _brush(kind) {
    this.kind = kind;
    for (const brush of this.brushes) brush.setAttribute("aria-pressed", String(brush.dataset.kind === kind));
  }

  /** With keys, or by clicking on one and then on the other. */
  _pick(id) {
    if (this.from && this.from !== id) return this._draw(this.from, id);
    this._end();
    this.from = this.from === id ? null : id;
    for (const peg of this.pegs.children) peg.setAttribute("aria-pressed", String(peg.dataset.id === this.from));
    if (this.from) this.says.textContent = `From ${this._name(id)}: now choose for whom. Escape takes it back.`;
    return undefined;
  }

  _draw(owner, target) {
    this.from = null;
    const numbers = TYPICAL[this.kind] ?? NOTHING;
    this._drawn(owner, target, numbers, this.both.checked);
    this.says.textContent = `${this._name(owner)} ${FEELS[this.kind]} ${this._name(target)}${this.both.checked ? ", and the other way round" : ""}.`;
  }

  _key(event) {
    const peg = event.target.closest(".peg");
    if (event.key === "Escape" && this.from) {
      event.stopPropagation();
      this._pick(this.from);
      this._hint(this.cast.length);
    }
    if (!peg || !TURNS[event.key]) return;
    event.preventDefault();
    const pegs = [...this.pegs.children];
    pegs[(pegs.indexOf(peg) + TURNS[event.key] + pegs.length) % pegs.length].focus();
  }

  _held(event, id) {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.focus({ preventScroll: true });
    this.field.setPointerCapture?.(event.pointerId);
    this.held = { id, at: [event.clientX, event.clientY], moved: false };
  }

  _moved(event) {
    if (!this.held) return;
    const [x, y] = this.held.at;
    this.held.moved ||= Math.hypot(event.clientX - x, event.clientY - y) > 6;
    if (!this.held.moved) return;
    const box = this.field.getBoundingClientRect();
    const to = [((event.clientX - box.left) / box.width) * this.wide, ((event.clientY - box.top) / box.height) * this.height];
    this.thread ??= this.lines.appendChild(svg("path", { class: "thread" }));
    const from = this.spots.get(this.held.id);
    this.thread.setAttribute("d", `M${from[0]} ${from[1]}L${to[0]} ${to[1]}`);
    const over = this._under(event);
    for (const peg of this.pegs.children) peg.classList.toggle("over", peg.dataset.id === over && over !== this.held.id);
  }

  _dropped(event) {
    if (!this.held) return;
    const { id, moved } = this.held;
    const over = this._under(event);
    this._end();
    if (!moved) this._pick(id);
    else if (over && over !== id) this._draw(id, over);
  }

  _end() {
    this.held = null;
    this.thread?.remove();
    this.thread = null;
    for (const peg of this.pegs.children) peg.classList.remove("over");
  }

  _under({ clientX, clientY }) {
    return document.elementsFromPoint(clientX, clientY).map((element) => element.closest?.(".peg")).find(Boolean)?.dataset.id ?? null;
  }

  _lines() {
    fill(this.lines, this.bonds.filter(({ owner, target }) => this.spots.has(owner) && this.spots.has(target)).map((tie) => this._line(tie)));
  }

  /** A bow from one to the other, so that both directions are seen, with a sign for what it is. */
  _line({ owner, target, numbers, kind }) {
    const [[x1, y1], [x2, y2]] = [this.spots.get(owner), this.spots.get(target)];
    const [dx, dy] = [x2 - x1, y2 - y1];
    const long = Math.hypot(dx, dy) || 1;
    const [bx, by] = [(x1 + x2) / 2 - (dy / long) * 26, (y1 + y2) / 2 + (dx / long) * 26];
    const [sx, sy] = [(x1 + 2 * bx + x2) / 4, (y1 + 2 * by + y2) / 4];
    const colour = feeling(numbers[0], numbers[3]);
    const bow = `M${x1} ${y1}Q${bx} ${by} ${x2} ${y2}`;
    return svg("g", { class: "bow", "data-kind": kind, on: { click: () => this._chosen(owner, target) } },
      svg("path", { d: bow, class: "bow-touch" }), svg("path", { d: bow, class: "bow-line", stroke: colour, "stroke-width": 1.4 + numbers[4] / 360, "stroke-dasharray": kind === "enemy" ? "7 4" : null }),
      svg("circle", { cx: sx, cy: sy, r: 9, class: "bow-plate" }), svg("text", { x: sx, y: sy + 0.5, class: "bow-sign", fill: colour, text: KINDS[kind].sign }));
  }

  _pegOf(id) {
    return [...this.pegs.children].find((peg) => peg.dataset.id === id);
  }

  _name(id) {
    return this.cast.find((person) => person.id === id)?.short ?? "";
  }
}
