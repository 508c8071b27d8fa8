/** Background work for a world: what is being done, how far it is, and how to end it or have it tried again. For whoever owns it. */

import { button, el, fill } from "./elements.js";
import { choice, doing, labelled } from "./fields.js";
import { get, post } from "./gateway.js";
import { counted } from "./numbers.js";

const KINDS = [["verify", "Check everything that is derived"], ["re-embed", "Make the memory index anew"], ["snapshots", "Make all snapshots anew"], ["graph", "Make the graph in Neo4j anew"]];
const NAMES = Object.fromEntries(KINDS);
const SHOWN = 5;
const AGAIN_MS = 800; // as long as something runs, and the desk is open
const SAYS = { waiting: "waits for its turn", running: "", done: "done", held: "held", cancelled: "cancelled" };

export class Work {
  constructor(show, notices) {
    Object.assign(this, { show, notices });
    this.kind = choice(KINDS);
    this.order = button("Have it done", () => this._order(), { class: "second" });
    this.list = el("ul", { class: "works", "aria-label": "Background work" });
    this.element = el("section", { class: "work", hidden: true }, el("h3", { text: "Background work" }), el("div", { class: "row" }, labelled("What", this.kind), this.order), this.list);
  }

  /** Look, and go on looking while something runs. */
  begin() {
    this.element.hidden = this.show.head?.access !== "owner";
    if (!this.element.hidden) this._look();
  }

  end() {
    clearTimeout(this._later);
  }

  async _look() {
    clearTimeout(this._later);
    try {
      const { items } = await get(this._at(), { limit: SHOWN });
      this._list(items);
      if (items.some(({ state }) => state === "running" || state === "waiting")) this._later = setTimeout(() => this._look(), AGAIN_MS);
    } catch (error) {
      fill(this.list, el("li", { class: "dim", text: `What is being done cannot be seen just now. ${error.message}` }));
    }
  }

  _list(jobs) {
    fill(this.list, jobs.length ? jobs.map((job) => this._job(job)) : el("li", { class: "dim", text: "Nothing has been ordered. The world needs none of this to live." }));
  }

  _job(job) {
    const share = job.state === "done" ? 1 : job.total ? job.progress / job.total : 0;
    const open = job.state === "running" || job.state === "waiting";
    const bar = open ? el("span", { class: "work-bar", role: "progressbar", "aria-label": NAMES[job.kind] ?? job.kind, "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": job.total ? Math.round(share * 100) : null }, el("i", { style: { width: `${share * 100}%` } })) : null;
    return el("li", { class: "job", "data-state": job.state }, el("b", { text: NAMES[job.kind] ?? job.kind }), el("span", { class: "dim", text: this._said(job) }), bar,
      open ? button("Cancel", () => this._act(job, "cancel"), { class: "quiet", "aria-label": `Cancel: ${NAMES[job.kind] ?? job.kind}` }) : null,
      job.state === "held" || job.state === "cancelled" ? button("Try again", () => this._act(job, "retry"), { class: "quiet", "aria-label": `Try again: ${NAMES[job.kind] ?? job.kind}` }) : null);
  }

  _said({ state, step, progress, total, reason }) {
    if (state === "running") return [step, total ? `${counted(progress)} of ${counted(total)}` : ""].filter(Boolean).join(", ");
    return [SAYS[state] ?? state, reason].filter(Boolean).join(": ");
  }

  async _order() {
    await doing(this.order, this.notices, () => post(this._at(), { kind: this.kind.value }));
    this._look();
  }

  async _act(job, act) {
    await post(`${this._at()}/${job.id}/${act}`).catch((error) => this.notices.trouble(error));
    this._look();
  }

  _at() {
    return `/ecosystems/${encodeURIComponent(this.show.id)}/jobs`;
  }
}
