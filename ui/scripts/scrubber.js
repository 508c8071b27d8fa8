/** The way through time: any tick, replay at three speeds, the next turning point, and back to what happens now. */

import { button, el, fill } from "./elements.js";
import { icon } from "./icons.js";
import { counted } from "./numbers.js";
import { Pulse } from "./pulse.js";
import { turned } from "./telling.js";

const SPEEDS = [1, 4, 16];

export class Scrubber {
  constructor(show) {
    this.show = show;
    this.pulse = new Pulse({ goto: (tick) => show.goto(tick) });
    this.range = el("input", { type: "range", min: 0, max: 1, step: 1, value: 1, class: "range", "aria-label": "Moment of the story", on: { input: () => this._dragged(), change: () => this._dragged(true) } });
    this.play = el("button", { type: "button", class: "round", on: { click: () => this._toggle() }, "aria-label": "Replay" }, icon("play"));
    this.speeds = SPEEDS.map((speed) => button(`${speed}×`, () => this._speed(speed), { class: "chip", "aria-pressed": String(speed === 1), "aria-label": `Replay ${speed} times as fast` }));
    this.back = el("button", { type: "button", class: "round", on: { click: () => this._turn(-1) }, "aria-label": "Last turning point", title: "Last turning point" }, icon("back"));
    this.next = el("button", { type: "button", class: "round", on: { click: () => this._turn(1) }, "aria-label": "Next turning point", title: "Next turning point" }, icon("next"));
    this.now = button("● Live", () => show.present(), { class: "live-button", "aria-pressed": "true" });
    this.clock = el("output", { class: "clock", "aria-live": "off" });
    this.bar = el("div", { class: "progress", role: "progressbar", "aria-label": "Reading", "aria-valuemin": 0, "aria-valuemax": 100, hidden: true }, el("i"), (this.what = el("span")), button("Cancel", () => this._cancel(), { class: "quiet" }));
    this.element = el("section", { class: "timeline", "aria-label": "Time" },
      el("div", { class: "controls" }, this.back, this.play, this.next, el("span", { class: "speeds", role: "group", "aria-label": "Speed of the replay" }, this.speeds), this.clock, this.now),
      el("div", { class: "pulse-names", "aria-hidden": "true" }, el("span", { "data-sign": "plus", text: "warmth" }), el("span", { text: "scenes" }), el("span", { "data-sign": "minus", text: "tension" })),
      el("div", { class: "track" }, this.pulse.element, this.range), this.bar);
  }

  reset() {
    this._moved();
  }

  events(_, events) {
    if (events.some(({ kind }) => kind === "tick_completed")) this._moved();
  }

  behind() {
    this._moved();
  }

  mode(mode) {
    this.now.setAttribute("aria-pressed", String(mode === "live"));
    this.now.textContent = mode === "live" ? "● Live" : "Back to live";
    this.element.dataset.mode = mode;
    fill(this.play, icon(mode === "replay" ? "hold" : "play"));
    this.play.setAttribute("aria-label", mode === "replay" ? "Hold the replay" : "Replay");
    this._moved();
  }

  /** Ticks that were ordered at once: how many of them have come. */
  running(share) {
    this.progress(share, "Running ahead");
  }

  progress(share, text) {
    this.bar.hidden = share === null;
    if (share === null) return;
    this.bar.setAttribute("aria-valuenow", Math.round(share * 100));
    this.bar.firstChild.style.width = `${Math.min(100, share * 100)}%`;
    this.what.textContent = `${text} … ${Math.round(share * 100)} %`;
  }

  _cancel() {
    if (this.show.cancel) this.show.cancel();
    else this.show.present();
    this.bar.hidden = true;
  }

  _moved() {
    const { world, live } = this.show;
    this.range.max = Math.max(1, live.tick);
    if (!this._dragging) this.range.value = world.tick;
    this.range.setAttribute("aria-valuetext", `tick ${world.tick} of ${live.tick}`);
    this.clock.textContent = world.tick === live.tick ? `tick ${counted(live.tick)}` : `tick ${counted(world.tick)} of ${counted(live.tick)}`;
    this.next.disabled = this.show.nextTurn() === undefined;
    this.back.disabled = this.show.lastTurn() === undefined;
    this.pulse.show(live.beats, world.tick, live.tick, (turn) => turned(turn, live));
  }

  /** While it is dragged the clock follows at once; the world when the hand rests. */
  _dragged(done = false) {
    this._dragging = !done;
    const tick = Number(this.range.value);
    this.clock.textContent = `tick ${counted(tick)} of ${counted(this.show.live.tick)}`;
    clearTimeout(this._rest);
    this._rest = setTimeout(() => {
      this._dragging = false;
      this.show.goto(tick);
    }, done ? 0 : 120);
  }

  _toggle() {
    if (this.show.mode === "replay") this.show.hold();
    else this.show.play(this.show.speed);
  }

  _speed(speed) {
    for (const chip of this.speeds) chip.setAttribute("aria-pressed", String(chip.textContent === `${speed}×`));
    this.show.speed = speed;
    if (this.show.mode === "replay") this.show.play(speed);
  }

  _turn(way) {
    const tick = way > 0 ? this.show.nextTurn() : this.show.lastTurn();
    if (tick !== undefined) this.show.goto(tick);
  }
}
