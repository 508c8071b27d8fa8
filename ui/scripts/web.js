/** The web of who feels what for whom: colour says affinity, breadth familiarity, and what changes is seen to change. */

import { button, el } from "./elements.js";
import { Forces } from "./forces.js";
import { choice, offer, people } from "./fields.js";
import { Hands } from "./hands.js";
import { icon } from "./icons.js";
import { placed } from "./labels.js";
import { Layer } from "./layers.js";
import { legend } from "./legend.js";
import { address, medallion } from "./likenesses.js";
import { clamped } from "./numbers.js";
import * as strokes from "./strokes.js";
import { gravity } from "./telling.js";
import { KINDS } from "./tints.js";
import { eminent, pulls, renowned, salient } from "./salience.js";

const MOST = 500; // people drawn; of a larger cast those who are most tied
const CALM_MS = 20_000; // so long the web keeps its shape before new ties may move it
const MOST_NAMES = 90;
const FLASH_MS = 2600;
const SPARK_MS = 1000;
const EASE = 0.12;
const NEAR = 6; // thousandths that nobody sees
const EASING_MS = 30; // colours that change are drawn so often; what moves in each picture
const CAST = new Set(["character_joined", "character_left"]); // events that change who is there
const PASSIONS = new Set(["beloved", "enemy"]); // what a play is about stands out from what is merely friendly

export class Web {
  /** `choose(id)` is called when somebody is clicked, `focus(id | null)` when ties of one person are to be seen alone. */
  constructor({ choose, focus }) {
    this._choose = choose;
    this._focused = focus;
    this.forces = new Forces();
    this.strands = new Map();
    this.kinds = new Set(["beloved", "friend", "rival", "enemy"]);
    this.focus = null; // somebody who is looked at for a moment
    this.only = null; // somebody whose ties alone were asked for
    this.hover = null;
    this.view = { x: 0, y: 0, scale: 1, own: false };
    this.sparks = [];
    this.all = false;
    this._moods = new Map();
    this._come = () => this._wake(); // a picture that was waited for
    this._seated = 0;
    this._still = matchMedia("(prefers-reduced-motion: reduce)");
    this._build();
  }

  _build() {
    this.base = new Layer({ class: "web-canvas", tabindex: 0, role: "img" });
    this.air = new Layer({ class: "web-layer", "aria-hidden": "true" }); // words on their way
    this.names = new Layer({ class: "web-layer", "aria-hidden": "true" });
    this.canvas = this.base.canvas;
    this.tip = el("div", { class: "web-tip", hidden: true });
    this.empty = el("p", { class: "empty over", hidden: true });
    const chips = Object.entries(KINDS).filter(([kind]) => kind !== "stranger").map(([kind, { name, sign }]) =>
      el("button", { type: "button", class: "chip", "data-kind": kind, "aria-pressed": this.kinds.has(kind), on: { click: (event) => this._toggle(kind, event.currentTarget) } },
        el("span", { class: "sign", "aria-hidden": "true", text: sign }), name));
    const every = el("button", { type: "button", class: "chip", "aria-pressed": "false", title: "Not only what each person feels most strongly", text: "all of them", on: { click: (event) => this._every(event.currentTarget) } });
    this.person = choice([], "everybody", (id) => this._narrowed(id || null));
    this.person.setAttribute("aria-label", "Whose ties are shown");
    this.element = el("section", { class: "panel web", "aria-label": "Who feels what for whom" },
      el("header", {}, el("h2", { text: "Hearts" }), el("span", { class: "dim", text: "of" }), this.person,
        el("button", { type: "button", class: "round quiet", "aria-label": "Show everybody", title: "Show everybody", on: { click: () => this.fit() } }, icon("fit"))),
      el("div", { class: "chips web-kinds", role: "group", "aria-label": "Which ties are shown" }, chips, every),
      el("div", { class: "web-frame" }, this.canvas, this.air.canvas, this.names.canvas, this.tip, this.empty), legend());
    new ResizeObserver(() => this._size()).observe(this.canvas);
    this.hands = new Hands(this);
  }

  /** Show this world, all of it. */
  reset(world) {
    this.world = world;
    this.strands.clear();
    this._moods.clear();
    offer(this.person, people(world), "everybody");
    this._weave(true);
    this._describe();
  }

  /** Show what has just happened. */
  events(world, events) {
    this.world = world;
    let woven = false;
    for (const event of events) {
      if (event.kind === "interaction") this._spark(event);
      else if (CAST.has(event.kind) || event.kind === "tick_completed") woven = true;
    }
    if (woven) this._weave(events.some(({ kind }) => CAST.has(kind)));
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
    this._paint = this._placed = null;
    this._wake();
  }

  /** Everybody into view. */
  fit() {
    this.view.own = false;
    this._narrowed(null);
  }

  /** Show one person's ties alone until somebody says otherwise; null shows all. */
  _narrowed(id) {
    this.only = id;
    this.person.value = id ?? "";
    this.setFocus(this.focus);
  }

  /** Take over the ties that count. Those that do not any more fade; new ones may move people, though not all the time. */
  _weave(anew) {
    const shown = anew ? (this._cast = eminent(this.world, MOST)) : this._cast;
    const wanted = salient(this.world, shown, { focus: this.focus ?? this.only, all: this.all, kinds: this.kinds });
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

  _seat(shown, now) {
    this._seated = now;
    const pairs = pulls(this.strands.values());
    const links = [...pairs].map(([key, pull]) => [...key.split(">"), pull]);
    const shape = [...pairs.keys(), shown.size].sort().join(" ");
    if (shape === this._shape) return;
    this._shape = shape;
    this.forces.set([...shown], links);
    for (const body of this.forces.bodies) [body.name, body.short] = [this.world.people.get(body.id).name, this.world.short(body.id)];
    renowned(this.forces, this.strands.values());
    this._ranked = [...this.forces.bodies].sort((a, b) => b.renown - a.renown);
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
  /** Draw anew, whatever the reason. */
  _wake() {
    this._stale = true;
    this._again();
  }

  _again() {
    this._drawn ??= requestAnimationFrame((now) => {
      this._drawn = null;
      if (this._picture(now)) this._again();
    });
  }

  /** Draw one picture; whether there is another one to come. */
  _picture(now) {
    if (!this.world || !this.width) return false;
    const moving = this.forces.moving;
    if (moving) this.forces.step();
    const looking = this._look();
    this._shifting = moving || looking || !this._fitted;
    const easing = this._ease(now);
    this.sparks = this.sparks.filter((spark) => (spark.share = (now - spark.begun) / SPARK_MS) < 1);
    if (moving || looking || this._stale || (easing && now - this._based > EASING_MS)) this._draw(now);
    this._fly();
    return moving || easing || looking || this.sparks.length > 0;
  }

  /** Let ties come nearer to what they are to be; whether there is more to do. */
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
      if (Math.abs(affinity - strand.affinity) > NEAR || Math.abs(familiarity - strand.familiarity) > NEAR) {
        strand.affinity += (affinity - strand.affinity) * step;
        strand.familiarity += (familiarity - strand.familiarity) * step;
        going = true;
      } else if (strand.affinity !== affinity || strand.familiarity !== familiarity) {
        [strand.affinity, strand.familiarity, going] = [affinity, familiarity, true];
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
    const before = { ...this.view };
    for (const [name, wanted] of [["x", bounds.x], ["y", bounds.y], ["scale", scale]]) this.view[name] += (wanted - this.view[name]) * share;
    this._fitted = true;
    return Math.abs(this.view.scale - before.scale) > 0.0005 || Math.hypot(this.view.x - before.x, this.view.y - before.y) > 0.3;
  }

  _bounds() {
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const { x, y } of this.forces.bodies) [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
    return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left + 20, height: bottom - top + 20 };
  }

  /** The layer as an empty sheet, in the coordinates of the world. */
  _sheet(layer) {
    const { view } = this;
    const context = layer.clear();
    context.translate(this.width / 2, this.height / 2);
    context.scale(view.scale, view.scale);
    context.translate(-view.x, -view.y);
    return context;
  }

  /** What people say to each other, on its way. */
  _fly() {
    const flying = this.sparks.filter(({ share }) => share > 0);
    if (!flying.length) return this.air.wipe();
    const context = this._sheet(this.air);
    for (const spark of flying) strokes.spark(context, spark, this.view.scale);
    return undefined;
  }

  _draw(now) {
    const { view } = this;
    [this._stale, this._based] = [false, now];
    const paint = (this._paint ??= strokes.paints());
    const context = this._sheet(this.base);
    const who = this.hover ?? this.focus ?? this.only;
    const strands = [...this.strands.values()].filter(({ a, b }) => a && b);
    const near = who ? strands.filter(({ tie }) => tie.owner === who || tie.target === who) : strands;
    if (who) strokes.ties(context, strands.filter(({ tie }) => tie.owner !== who && tie.target !== who), { scale: view.scale, opacity: 0.06 });
    if (who) strokes.ties(context, near, { scale: view.scale, opacity: 0.95 });
    else {
      strokes.ties(context, near.filter(({ kind }) => !PASSIONS.has(kind)), { scale: view.scale, opacity: 0.42 });
      strokes.ties(context, near.filter(({ kind }) => PASSIONS.has(kind)), { scale: view.scale, opacity: 0.85 });
    }
    for (const strand of near) if (strand.glow > 0) strokes.flash(context, strand, strand.glow, view.scale);
    for (const strand of near) if (strand.kind === "beloved" || (strand.kind === "enemy" && (who || strand.affinity < -450))) strokes.sign(context, strand, paint, view.scale);
    if (who) for (const strand of near) strokes.arrow(context, strand, this._radius(strand.b), view.scale);
    this._people(context, paint, who, near);
  }

  _people(context, paint, who, near) {
    const { view } = this;
    const tied = who ? new Set(near.flatMap(({ tie }) => [tie.owner, tie.target])) : null;
    for (const body of this.forces.bodies) {
      const opacity = !who || body.id === who || tied.has(body.id) ? 1 : 0.18;
      const radius = this._radius(body);
      const picture = radius * view.scale >= strokes.LEGIBLE ? medallion(address(this.world.people.get(body.id) ?? body), this._come) : null;
      strokes.person(context, body, { radius, opacity, chosen: body.id === who, mood: this._mood(body.id), picture }, paint, view.scale);
    }
    this._name(paint, who, tied);
  }

  /** Names are placed anew when somebody has moved, not in each picture. */
  _name(paint, who, tied) {
    const { width, height } = this;
    if (!this._placed || this._shifting || this._placed.who !== who) {
      const context = this.names.clear();
      const seen = (body) => !who || body.id === who || tied.has(body.id);
      const onScreen = (body) => {
        const [x, y] = this.onScreen(body);
        return { text: body.short, x, y, radius: this._radius(body) * this.view.scale + 1.5, strong: body.id === who };
      };
      const all = this._ranked.filter(seen).map(onScreen);
      const first = who ? [...all].sort((a, b) => b.strong - a.strong) : all.slice(0, MOST_NAMES);
      this._placed = { who, names: placed(context, first, all, { width, height }) };
      for (const name of this._placed.names) strokes.label(context, name, paint);
    }
  }

  _radius(body) {
    return (6.5 + Math.min(8, Math.sqrt(body.renown ?? 0) * 2.6)) / Math.max(0.8, this.view.scale * 0.85);
  }

  _mood(id) {
    if (!this._moods.has(id)) this._moods.set(id, this.world.mood(id));
    return this._moods.get(id);
  }

  onScreen({ x, y }) {
    return [(x - this.view.x) * this.view.scale + this.width / 2, (y - this.view.y) * this.view.scale + this.height / 2];
  }

  _size() {
    const ratio = Math.min(2, devicePixelRatio || 1);
    [this.width, this.height] = [this.canvas.clientWidth, this.canvas.clientHeight];
    this._shaped();
    for (const layer of [this.base, this.air, this.names]) layer.size(this.width, this.height, ratio);
    this._fitted = false;
    this._placed = null;
    this._wake();
  }

  /** Have people fill another room than before, when it has become one. */
  _shaped() {
    const aspect = clamped(this.width / Math.max(1, this.height), 0.5, 2.6);
    if (!this.width || Math.abs(aspect / this.forces.aspect - 1) < 0.15) return;
    this.forces.aspect = aspect;
    this.forces.stir(0.8);
    if (this._still.matches) this.forces.settle();
  }

  /** Somebody has moved the view. */
  look(view) {
    Object.assign(this.view, view, { own: true });
    this._placed = null;
    this._wake();
  }

  /** Point at somebody; null at nobody. */
  point(id) {
    if (id === this.hover) return;
    this.hover = id;
    this._wake();
  }

  /** Choose somebody: ties are shown, and what there is to know. */
  pick(id) {
    if (!id) this._narrowed(null);
    this._focused(id);
    if (id) this._choose(id);
  }

  /** Go to the next one in the order of importance, or so many back. */
  step(by) {
    const order = this._ranked ?? [];
    if (!order.length) return;
    const at = order.findIndex(({ id }) => id === this.focus);
    this._focused(order[(at + by + order.length) % order.length].id);
  }

  /** Who is drawn at this point of the canvas, or null. */
  at(px, py) {
    let best = null;
    for (const body of this.forces.bodies) {
      const [x, y] = this.onScreen(body);
      const distance = Math.hypot(px - x, py - y);
      if (distance < Math.max(14, this._radius(body) * this.view.scale + 4) && distance < (best?.distance ?? Infinity)) best = { body, distance };
    }
    return best?.body ?? null;
  }

  _describe() {
    const counts = {};
    for (const { kind } of this.world?.ties.values() ?? []) counts[kind] = (counts[kind] ?? 0) + 1;
    const of = Object.entries(KINDS).filter(([kind]) => counts[kind]).map(([kind, { name }]) => `${counts[kind]} of ${name}`).join(", ");
    const about = this.focus ? ` Ties of ${this.world.people.get(this.focus)?.name} are shown; Enter opens the sheet.` : " Arrow keys go from one person to the next.";
    this.canvas.setAttribute("aria-label", `Web of ${this.world?.people.size ?? 0} people. Ties: ${of || "none yet"}.${about}`);
  }
}
