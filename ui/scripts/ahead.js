/** Running ahead: so many ticks at once, with a bar from where the world stands to where it is to go, also for what others have ordered. */

import { button, el } from "./elements.js";
import { doing, labelled } from "./fields.js";
import { counted, plural } from "./numbers.js";
import * as orders from "./orders.js";

const USUAL = 25;
const MOST = 1_000_000;

export class Ahead {
  constructor(show, notices) {
    Object.assign(this, { show, notices });
    this.ticks = el("input", { type: "number", min: 1, max: MOST, value: USUAL });
    this.go = el("button", { type: "submit", class: "second", text: "Run ahead" });
    this.bar = el("span", { class: "ahead-bar", role: "progressbar", "aria-label": "Running ahead", "aria-valuemin": 0, "aria-valuemax": 100 }, (this.fill = el("i")));
    this.says = el("span", { class: "dim" });
    this.stop = button("Stop here", () => this._stop(), { class: "quiet" });
    this.panel = el("div", { class: "ahead-running", hidden: true }, this.bar, el("div", { class: "row" }, this.says, el("span", { class: "gap" }), this.stop));
    this.element = el("form", { class: "ahead", novalidate: true, on: { submit: (event) => this._run(event) } }, el("div", { class: "row" }, labelled("Run ahead by so many ticks", this.ticks), this.go), this.panel);
    show.on(this);
  }

  /** What is due tells how far it is to go, whoever ordered it. */
  head(head) {
    const untils = head.due.filter(({ kind }) => kind === "step" || kind === "run").map(({ body }) => Number(body.until) || 0);
    this._toward(Math.max(0, ...untils), head.tick);
  }

  events(_, events) {
    if (events.some(({ kind }) => kind === "tick_completed")) this._moved();
  }

  behind() {
    this._moved();
  }

  /** A tick or several at once. */
  async step(ticks, control) {
    const done = await doing(control, this.notices, () => orders.step(this.show.id, ticks));
    if (done) this._toward(this.show.live.tick + ticks);
    return done;
  }

  async _run(event) {
    event.preventDefault();
    const ticks = Number(this.ticks.value);
    if (!Number.isInteger(ticks) || ticks < 1 || ticks > MOST) {
      this.ticks.setAttribute("aria-invalid", "true");
      this.notices.say(`Give a whole number of ticks, from 1 to ${counted(MOST)}.`, "bad");
      this.ticks.focus();
      return;
    }
    this.ticks.removeAttribute("aria-invalid");
    await this.step(ticks, this.go);
  }

  _toward(until, known = 0) {
    const tick = Math.max(this.show.live.tick, known);
    if (until <= tick || (!this.until && until === tick + 1)) return this._over(); // a single tick needs no bar
    if (until !== this.until) this.from = tick;
    this.until = until;
    this._moved();
    return undefined;
  }

  _moved() {
    if (!this.until) return undefined;
    const { tick } = this.show.live;
    if (tick >= this.until) return this._over();
    const share = Math.max(0, (tick - this.from) / (this.until - this.from));
    this.panel.hidden = false;
    this.fill.style.width = `${share * 100}%`;
    this.bar.setAttribute("aria-valuenow", Math.round(share * 100));
    this.says.textContent = `tick ${counted(tick)} of ${counted(this.until)}, ${plural(this.until - tick, "tick")} to go`;
    this.show.cancel = () => this._stop();
    this.show.tell("running", share);
    return undefined;
  }

  _over() {
    if (this.until) {
      this.until = 0;
      this.show.cancel = null;
      this.show.tell("running", null);
      this.show.refresh();
    }
    this.panel.hidden = true;
  }

  /** Nothing more is played ahead; a world that lived at a tempo goes on living. */
  async _stop() {
    const { id, head } = this.show;
    const done = await doing(this.stop, this.notices, async () => {
      await orders.stop(id);
      if (head?.tempo_ms) await orders.tempo(id, head.tempo_ms);
    });
    if (!done) return;
    this.notices.say(`Stopped after tick ${counted(this.show.live.tick)}.`);
    this._over();
    this.show.refresh();
  }
}
