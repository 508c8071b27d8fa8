/** The pulse of a story: warmth above the line, tension below it, one stroke for each tick, and its turning points. */

import { el } from "./elements.js";
import { gravity } from "./telling.js";
import { named } from "./tints.js";

const SMOOTH = 1;

export class Pulse {
  /** `goto(tick)` is called when a moment is clicked. */
  constructor({ goto }) {
    this._goto = goto;
    this.canvas = el("canvas", { class: "pulse-canvas", "aria-hidden": "true", on: { click: (event) => this._clicked(event), pointermove: (event) => this._hovered(event), pointerleave: () => this._hovered(null) } });
    this.tip = el("div", { class: "pulse-tip", hidden: true });
    this.element = el("div", { class: "pulse" }, this.canvas, this.tip);
    this.context = this.canvas.getContext("2d");
    this.beats = [];
    this.at = 0;
    new ResizeObserver(() => this._draw()).observe(this.canvas);
  }

  /** Show these beats, `at` being the tick that is looked at and `last` the newest one. */
  show(beats, at, last, say) {
    Object.assign(this, { beats, at, last: Math.max(1, last), say });
    this._wanted ??= requestAnimationFrame(() => {
      this._wanted = null;
      this._draw();
    });
  }

  _x(tick) {
    return 8 + ((this.width - 16) * tick) / this.last;
  }

  _tick(event) {
    const box = this.canvas.getBoundingClientRect();
    return Math.round(((event.clientX - box.left - 8) / (box.width - 16)) * this.last);
  }

  _clicked(event) {
    const tick = this._tick(event);
    const near = this.beats.filter((beat) => beat.turns.some((turn) => gravity(turn) >= 2)).map((beat) => beat.tick).sort((a, b) => Math.abs(a - tick) - Math.abs(b - tick))[0];
    this._goto(near !== undefined && Math.abs(this._x(near) - this._x(tick)) < 6 ? near : Math.max(0, Math.min(this.last, tick)));
  }

  _hovered(event) {
    const tick = event ? this._tick(event) : -1;
    const beat = this.beats.find((one) => one.tick === tick);
    this.tip.hidden = !beat;
    if (!beat) return;
    const turns = beat.turns.filter((turn) => gravity(turn) >= 2).map((turn) => this.say?.(turn)).filter(Boolean);
    this.tip.replaceChildren(el("strong", { text: `Tick ${tick}` }), el("span", { text: `${beat.interactions} scenes${beat.unfelt ? "" : `, warmth ${Math.round(beat.warmth / 10)}, tension ${Math.round(beat.tension / 10)}`}` }), ...turns.slice(0, 3).map((text) => el("em", { text })));
    this.tip.style.left = `${Math.max(100, Math.min(this.width - 100, this._x(tick)))}px`;
  }

  _draw() {
    const ratio = Math.min(2, devicePixelRatio || 1);
    const { context, canvas } = this;
    [this.width, this.height] = [canvas.clientWidth, canvas.clientHeight];
    if (!this.width) return;
    [canvas.width, canvas.height] = [this.width * ratio, this.height * ratio];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const middle = Math.round(this.height * 0.54);
    const smooth = smoothed(this.beats.filter(({ unfelt }) => !unfelt)); // of others only their scenes and turns are known
    const top = Math.max(200, ...smooth.map(({ warmth }) => warmth));
    const deep = Math.max(top / 4, ...smooth.map(({ tension }) => tension)); // tension is rarer, and what a story lives on
    this._bars(middle);
    this._area(smooth, middle, (beat) => -(beat.warmth / top) * (middle - 10), named("good"));
    this._area(smooth, middle, (beat) => (beat.tension / deep) * (this.height - middle - 9), named("bad"));
    context.fillStyle = named("line");
    context.fillRect(8, middle, this.width - 16, 1);
    this._turns();
    this._head();
  }

  _bars(middle) {
    const most = Math.max(1, ...this.beats.map(({ interactions }) => interactions));
    const wide = Math.max(1, Math.min(5, (this.width - 16) / this.last - 1));
    this.context.fillStyle = named("line");
    for (const { tick, interactions } of this.beats) {
      const high = (interactions / most) * 14;
      this.context.fillRect(this._x(tick) - wide / 2, middle - high / 2, wide, high);
    }
  }

  _area(beats, middle, y, color) {
    if (beats.length < 2) return;
    const { context } = this;
    context.beginPath();
    context.moveTo(this._x(beats[0].tick), middle);
    for (const beat of beats) context.lineTo(this._x(beat.tick), middle + y(beat));
    context.lineTo(this._x(beats.at(-1).tick), middle);
    context.closePath();
    context.globalAlpha = 0.22;
    context.fillStyle = context.strokeStyle = color;
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 1.4;
    context.beginPath();
    beats.forEach((beat, i) => context[i ? "lineTo" : "moveTo"](this._x(beat.tick), middle + y(beat)));
    context.stroke();
  }

  _turns() {
    const { context } = this;
    for (const { tick, turns } of this.beats) {
      const worst = turns.reduce((most, turn) => (gravity(turn) > gravity(most) ? turn : most), { kind: "stranger", before: "stranger" });
      if (gravity(worst) < 2) continue;
      context.fillStyle = named(TINTS[worst.kind] ?? "quiet");
      context.beginPath();
      const [x, y, r] = [this._x(tick), 7, gravity(worst) === 3 ? 3.6 : 2.4];
      if (worst.kind === "enemy") context.rect(x - r, y - r, 2 * r, 2 * r);
      else context.arc(x, y, r, 0, Math.PI * 2);
      context.fill();
    }
  }

  _head() {
    const x = this._x(this.at);
    this.context.fillStyle = named("ink");
    this.context.fillRect(x - 0.75, 0, 1.5, this.height);
    this.context.beginPath();
    this.context.arc(x, this.height - 4, 4, 0, Math.PI * 2);
    this.context.fill();
  }
}

const TINTS = { beloved: "love", enemy: "bad", friend: "good", rival: "gold" };

/** Each tick with a little of its neighbours, so that a story's swell shows. */
function smoothed(beats) {
  return beats.map((beat, i) => {
    const near = beats.slice(Math.max(0, i - SMOOTH), i + SMOOTH + 1);
    const mean = (name) => near.reduce((sum, one) => sum + one[name], 0) / near.length;
    return { tick: beat.tick, warmth: mean("warmth"), tension: mean("tension") };
  });
}
