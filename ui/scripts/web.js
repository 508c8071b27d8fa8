/** The web of who feels what for whom: colour says affinity, breadth familiarity, and what changes is seen to change. */

import { button, el } from "./elements.js";
import { Forces } from "./forces.js";
import { icon } from "./icons.js";
import { called } from "./moods.js";
import { clamped } from "./numbers.js";
import * as strokes from "./strokes.js";
import { gravity } from "./telling.js";
import { KINDS } from "./tints.js";
import { salient } from "./salience.js";
import { strength } from "./world.js";

const MOST = 500; // people drawn; of a larger cast those who are most tied
const CALM_MS = 6000; // so long the web keeps its shape before new ties may move it
const FLASH_MS = 2600;
const SPARK_MS = 1000;
const EASE = 0.12;

export class Web {
  /** `choose(id)` is called when somebody is clicked, `focus(id | null)` when ties of one person are to be seen alone. */
  constructor({ choose, focus }) {
    this._choose = choose;
    this._focused = focus;
    this.forces = new Forces();
    this.strands = new Map();
    this.kinds = new Set(["beloved", "friend", "rival", "enemy"]);
    this.focus = null;
    this.hover = null;
    this.view = { x: 0, y: 0, scale: 1, own: false };
    this.sparks = [];
    this.all = false;
    this._moods = new Map();
    this._seated = 0;
    this._still = matchMedia("(prefers-reduced-motion: reduce)");
    this._build();
  }

  _build() {
    this.canvas = el("canvas", { class: "web-canvas", tabindex: 0, role: "img" });
    this.tip = el("div", { class: "web-tip", hidden: true });
    this.empty = el("p", { class: "empty over", hidden: true });
    const chips = Object.entries(KINDS).filter(([kind]) => kind !== "stranger").map(([kind, { name, sign }]) =>
      el("button", { type: "button", class: "chip", "data-kind": kind, "aria-pressed": this.kinds.has(kind), on: { click: (event) => this._toggle(kind, event.currentTarget) } },
        el("span", { class: "sign", "aria-hidden": "true", text: sign }), name));
    this.element = el("section", { class: "panel web", "aria-label": "Who feels what for whom" },
      el("header", {}, el("h2", { text: "Hearts" }), el("div", { class: "chips", role: "group", "aria-label": "Which ties are shown" }, chips, el("button", { type: "button", class: "chip", "aria-pressed": "false", title: "Not only what each person feels most strongly", text: "all", on: { click: (event) => this._every(event.currentTarget) } })),
        el("button", { type: "button", class: "round quiet", "aria-label": "Show everybody", title: "Show everybody", on: { click: () => this.fit() } }, icon("fit"))),
      el("div", { class: "web-frame" }, this.canvas, this.tip, this.empty, legend()));
    this.context = this.canvas.getContext("2d");
    new ResizeObserver(() => this._size()).observe(this.canvas);
    this._listen();
  }

  /** Show this world, all of it. */
  reset(world) {
    this.world = world;
    this.strands.clear();
    this._moods.clear();
    this._weave(true);
    this._describe();
  }

  /** Show what has just happened. */
  events(world, events) {
    this.world = world;
    let woven = false;
    for (const event of events) {
      if (event.kind === "interaction") this._spark(event);
      else if (event.kind === "character_joined" || event.kind === "tick_completed") woven = true;
    }
    if (woven) this._weave(events.some(({ kind }) => kind === "character_joined"));
    for (const event of events) if (event.kind === "relationship_turned") this._flash(event.body);
    this._wake();
  }

  /** Show only somebody's ties; null shows all. */
  setFocus(id) {
    this.focus = id;
    this._describe();
    if (this.world) this._weave(false);
  }

  /** The colours have changed. */
  repaint() {
    this._paint = null;
    this._wake();
  }

  /** Everybody into view. */
  fit() {
    this.view.own = false;
    this._wake();
  }

  /** Take over the ties that count. Those that do not any more fade; new ones may move people, though not all the time. */
  _weave(anew) {
    const shown = anew ? (this._cast = this._shown()) : this._cast;
    const wanted = salient(this.world, shown, { focus: this.focus, all: this.all, kinds: this.kinds });
    for (const [key, tie] of wanted) {
      const strand = this.strands.get(key) ?? { affinity: tie.now[0], familiarity: tie.now[4], glow: 0, presence: anew ? 1 : 0 };
      Object.assign(strand, { tie, kind: tie.kind, attraction: tie.now[3], wanted: true });
      this.strands.set(key, strand);
    }
    for (const [key, strand] of this.strands) if (!wanted.has(key)) strand.wanted = false;
    this._moods.clear();
    const now = performance.now();
    if (anew || now - this._seated > CALM_MS) this._seat(shown, now);
    for (const strand of this.strands.values()) [strand.a, strand.b] = [this.forces.get(strand.tie.owner), this.forces.get(strand.tie.target)];
    this._wake();
  }

  _shown() {
    const all = [...this.world.people.keys()];
    if (all.length <= MOST) return new Set(all);
    const weight = new Map(all.map((id) => [id, 0]));
    for (const tie of this.world.ties.values()) for (const id of [tie.owner, tie.target]) weight.set(id, (weight.get(id) ?? 0) + strength(tie));
    return new Set(all.sort((a, b) => weight.get(b) - weight.get(a)).slice(0, MOST));
  }

  _seat(shown, now) {
    this._seated = now;
    const pairs = new Map();
    for (const { tie, wanted } of this.strands.values()) {
      if (!wanted) continue;
      const key = tie.owner < tie.target ? `${tie.owner}>${tie.target}` : `${tie.target}>${tie.owner}`;
      const pull = clamped((tie.now[0] + Math.max(0, tie.now[3]) + tie.now[4] / 2) / 1400, tie.now[0] < 0 ? 0.02 : 0.12, 1);
      pairs.set(key, Math.max(pairs.get(key) ?? 0, pull));
    }
    const links = [...pairs].map(([key, pull]) => [...key.split(">"), pull]);
    const shape = [...pairs.keys(), shown.size].sort().join(" ");
    if (shape === this._shape) return;
    this._shape = shape;
    this.forces.set([...shown], links);
    for (const body of this.forces.bodies) [body.name, body.short] = [this.world.people.get(body.id).name, this.world.short(body.id)];
    this._ranked = [...this.forces.bodies].sort((a, b) => b.degree - a.degree);
    if (this._still.matches) this.forces.settle();
    this.empty.hidden = shown.size > 0;
    this.empty.textContent = "Nobody has come on stage yet. Choose a scenario in the library to begin.";
  }

  _spark({ body }) {
    const [a, b] = [this.forces.get(body.initiator), this.forces.get(body.responder)];
    if (!a || !b || this._still.matches || this.sparks.length > 80) return;
    const change = body.regards.reduce((sum, { was, now }) => sum + now[0] - was[0], 0);
    this.sparks.push({ a, b, share: 0, begun: performance.now() + Math.random() * 300, affinity: clamped(change * 25, -1000, 1000) });
  }

  _flash(turn) {
    const strand = this.strands.get(`${turn.owner}>${turn.target}`);
    if (strand && gravity(turn) > 0) strand.glow = 1;
    if (strand) strand.begun = performance.now();
  }

  _toggle(kind, chip) {
    if (!this.kinds.delete(kind)) this.kinds.add(kind);
    chip.setAttribute("aria-pressed", this.kinds.has(kind));
    this._weave(false);
  }

  _every(chip) {
    this.all = !this.all;
    chip.setAttribute("aria-pressed", this.all);
    this._weave(false);
  }

  // ------------------------------------------------------------ pictures
  _wake() {
    this._drawn ??= requestAnimationFrame((now) => {
      this._drawn = null;
      if (this._picture(now)) this._wake();
    });
  }

  /** Draw one picture; whether there is another one to come. */
  _picture(now) {
    if (!this.world || !this.canvas.width || !this.canvas.offsetParent) return false;
    const moving = this.forces.moving;
    if (moving) this.forces.step();
    const looking = this._look();
    const easing = this._ease(now);
    this.sparks = this.sparks.filter((spark) => (spark.share = (now - spark.begun) / SPARK_MS) < 1);
    this._draw();
    return moving || easing || looking || this.sparks.length > 0;
  }

  _ease(now) {
    let going = false;
    const step = this._still.matches ? 1 : EASE;
    for (const [key, strand] of this.strands) {
      const [affinity, , , , familiarity] = strand.tie.now;
      const goal = strand.wanted ? 1 : 0;
      if (Math.abs(goal - strand.presence) > 0.02) {
        strand.presence += (goal - strand.presence) * step;
        going = true;
      } else if (!strand.wanted) this.strands.delete(key);
      if (Math.abs(affinity - strand.affinity) > 1 || Math.abs(familiarity - strand.familiarity) > 1) {
        strand.affinity += (affinity - strand.affinity) * step;
        strand.familiarity += (familiarity - strand.familiarity) * step;
        going = true;
      }
      if (strand.glow > 0) {
        strand.glow = Math.max(0, 1 - (now - strand.begun) / FLASH_MS);
        going = true;
      }
    }
    return going;
  }

  /** Move the view towards where everybody can be seen, unless somebody has chosen another one. */
  _look() {
    if (this.view.own || !this.forces.bodies.length) return false;
    const bounds = this._bounds();
    const margin = 26;
    const scale = clamped(Math.min((this.width - 2 * margin) / bounds.width, (this.height - 2 * margin) / bounds.height), 0.1, 2.4);
    const share = this._fitted && !this._still.matches ? 0.15 : 1;
    const before = this.view.scale;
    for (const [name, wanted] of [["x", bounds.x], ["y", bounds.y], ["scale", scale]]) this.view[name] += (wanted - this.view[name]) * share;
    this._fitted = true;
    return Math.abs(this.view.scale - before) > 0.0005;
  }

  _bounds() {
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const { x, y } of this.forces.bodies) [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
    return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left + 20, height: bottom - top + 20 };
  }

  _draw() {
    const { context, view } = this;
    const paint = (this._paint ??= strokes.paints());
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    context.translate(this.width / 2, this.height / 2);
    context.scale(view.scale, view.scale);
    context.translate(-view.x, -view.y);
    const who = this.hover ?? this.focus;
    const strands = [...this.strands.values()].filter(({ a, b }) => a && b);
    const near = who ? strands.filter(({ tie }) => tie.owner === who || tie.target === who) : strands;
    if (who) strokes.ties(context, strands.filter(({ tie }) => tie.owner !== who && tie.target !== who), { scale: view.scale, opacity: 0.06 });
    strokes.ties(context, near, { scale: view.scale, opacity: who ? 0.95 : 0.62 });
    for (const strand of near) if (strand.glow > 0) strokes.flash(context, strand, strand.glow, view.scale);
    for (const strand of near) if (strand.kind === "beloved" || (strand.kind === "enemy" && (who || strand.affinity < -450))) strokes.sign(context, strand, paint, view.scale);
    if (who) for (const strand of near) strokes.arrow(context, strand, this._radius(strand.b), view.scale);
    for (const spark of this.sparks) if (spark.share > 0) strokes.spark(context, spark, view.scale);
    this._people(paint, who, near);
  }

  _people(paint, who, near) {
    const { context, view } = this;
    const tied = who ? new Set(near.flatMap(({ tie }) => [tie.owner, tie.target])) : null;
    for (const body of this.forces.bodies) {
      const opacity = !who || body.id === who || tied.has(body.id) ? 1 : 0.18;
      strokes.person(context, body, { radius: this._radius(body), opacity, chosen: body.id === who, mood: this._mood(body.id) }, paint, view.scale);
    }
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    const taken = [];
    const first = who ? this._ranked.filter((body) => body.id === who || tied.has(body.id)) : this._ranked.slice(0, Math.max(14, Math.round(46 * Math.min(2, view.scale))));
    for (const body of first) this._label(body, paint, taken, body.id === who);
  }

  _label(body, paint, taken, strong) {
    const [x, y] = this._onScreen(body);
    const top = y + this._radius(body) * this.view.scale + 3;
    const half = body.short.length * 3.3 + 3;
    if (!strong && taken.some(([l, t, r, b]) => x - half < r && x + half > l && top < b && top + 13 > t)) return;
    taken.push([x - half, top, x + half, top + 13]);
    strokes.label(this.context, body.short, x, top, paint, 1, strong);
  }

  _radius(body) {
    return (6.5 + Math.min(8, Math.sqrt(body.degree) * 2.8)) / Math.max(0.8, this.view.scale * 0.85);
  }

  _mood(id) {
    if (!this._moods.has(id)) this._moods.set(id, this.world.mood(id));
    return this._moods.get(id);
  }

  _onScreen({ x, y }) {
    return [(x - this.view.x) * this.view.scale + this.width / 2, (y - this.view.y) * this.view.scale + this.height / 2];
  }

  _size() {
    this.ratio = Math.min(2, devicePixelRatio || 1);
    [this.width, this.height] = [this.canvas.clientWidth, this.canvas.clientHeight];
    [this.canvas.width, this.canvas.height] = [Math.round(this.width * this.ratio), Math.round(this.height * this.ratio)];
    this._fitted = false;
    this._wake();
  }

  // ------------------------------------------------------------ hands
  _listen() {
    const { canvas } = this;
    canvas.addEventListener("pointermove", (event) => this._moved(event));
    canvas.addEventListener("pointerleave", () => this._hovered(null));
    canvas.addEventListener("pointerdown", (event) => this._grabbed(event));
    canvas.addEventListener("pointerup", (event) => this._released(event));
    canvas.addEventListener("wheel", (event) => this._zoomed(event), { passive: false });
    canvas.addEventListener("keydown", (event) => this._key(event));
    canvas.addEventListener("dblclick", () => this.fit());
  }

  _hit(event) {
    const box = this.canvas.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left, event.clientY - box.top];
    let best = null;
    for (const body of this.forces.bodies) {
      const [x, y] = this._onScreen(body);
      const distance = Math.hypot(px - x, py - y);
      if (distance < Math.max(14, this._radius(body) * this.view.scale + 4) && distance < (best?.distance ?? Infinity)) best = { body, distance };
    }
    return best?.body ?? null;
  }

  _moved(event) {
    if (this._drag) {
      const [dx, dy] = [event.clientX - this._drag.x, event.clientY - this._drag.y];
      if (Math.hypot(dx, dy) > 4) this._drag.far = true;
      if (!this._drag.far) return;
      this.view.own = true;
      [this.view.x, this.view.y] = [this._drag.vx - dx / this.view.scale, this._drag.vy - dy / this.view.scale];
      this._wake();
      return;
    }
    if (event.pointerType !== "touch") this._hovered(this._hit(event), event);
  }

  _hovered(body, event) {
    this.canvas.style.cursor = body ? "pointer" : "grab";
    this.tip.hidden = !body;
    if (body) this._tell(body, event);
    if ((body?.id ?? null) === this.hover) return;
    this.hover = body?.id ?? null;
    this._wake();
  }

  _tell(body) {
    const person = this.world.people.get(body.id);
    const [x, y] = this._onScreen(body);
    this.tip.replaceChildren(el("strong", { text: person.name }), el("span", { text: person.persona.role ?? "" }),
      el("span", { class: "dim", text: `${called(this.world.mood(body.id))}, at ${this.world.place(person.place)}` }));
    this.tip.style.left = `${clamped(x, 110, this.width - 110)}px`;
    this.tip.style.top = `${y > this.height - 110 ? y - 88 : y + 22}px`;
  }

  _grabbed(event) {
    this._drag = { x: event.clientX, y: event.clientY, vx: this.view.x, vy: this.view.y, far: false };
    this.canvas.setPointerCapture(event.pointerId);
  }

  _released(event) {
    const far = this._drag?.far;
    this._drag = null;
    if (far) return;
    const body = this._hit(event);
    this._focused(body?.id ?? null);
    if (body) this._choose(body.id);
  }

  _zoomed(event) {
    event.preventDefault();
    const box = this.canvas.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left - this.width / 2, event.clientY - box.top - this.height / 2];
    const scale = clamped(this.view.scale * Math.exp(-event.deltaY * 0.0015), 0.1, 6);
    this.view.x += px / this.view.scale - px / scale;
    this.view.y += py / this.view.scale - py / scale;
    Object.assign(this.view, { scale, own: true });
    this._wake();
  }

  _key(event) {
    const order = this._ranked ?? [];
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step && order.length) {
      const at = order.findIndex(({ id }) => id === this.focus);
      this._focused(order[(at + step + order.length) % order.length].id);
      event.preventDefault();
    } else if (event.key === "Enter" && this.focus) {
      event.preventDefault(); // else the button that is focused next would be pressed by it
      this._choose(this.focus);
    } else if (event.key === "Escape" && this.focus) this._focused(null);
  }

  _describe() {
    const counts = {};
    for (const { kind } of this.world?.ties.values() ?? []) counts[kind] = (counts[kind] ?? 0) + 1;
    const of = Object.entries(KINDS).filter(([kind]) => counts[kind]).map(([kind, { name }]) => `${counts[kind]} of ${name}`).join(", ");
    const about = this.focus ? ` Ties of ${this.world.people.get(this.focus)?.name} are shown; Enter opens the sheet.` : " Arrow keys go from one person to the next.";
    this.canvas.setAttribute("aria-label", `Web of ${this.world?.people.size ?? 0} people. Ties: ${of || "none yet"}.${about}`);
  }
}

function legend() {
  return el("div", { class: "legend", "aria-hidden": "true" },
    el("span", { text: "hates" }), el("i", { class: "ramp" }), el("span", { text: "likes" }), el("i", { class: "rose" }), el("span", { text: "loves" }), el("span", { class: "dim", text: "· broad: they know each other well" }));
}
