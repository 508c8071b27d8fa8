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
    this.entries = new Map(); // id of a job → its entry
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

  /** What goes on moves in place, so that no button goes away under a finger or loses the focus. */
  _list(jobs) {
    const before = this.entries;
    this.entries = new Map(jobs.map((job) => [job.id, before.get(job.id)?.dataset.state === job.state ? before.get(job.id) : this._job(job)]));
    for (const job of jobs) this._moved(this.entries.get(job.id), job);
    const now = [...this.entries.values()];
    if (now.length && now.length === this.list.children.length && now.every((entry, n) => entry === this.list.children[n])) return;
    const held = this.list.contains(document.activeElement);
    fill(this.list, now.length ? now : el("li", { class: "dim", text: "Nothing has been ordered. The world needs none of this to live." }));
    if (held && document.activeElement === document.body) (this.list.querySelector("button") ?? this.order).focus({ preventScroll: true });
  }

  _moved(entry, job) {
    entry.querySelector(".dim").textContent = this._said(job);
    const bar = entry.querySelector(".work-bar");
    if (!bar) return;
    const share = job.total ? job.progress / job.total : 0;
    if (job.total) bar.setAttribute("aria-valuenow", Math.round(share * 100));
    bar.firstChild.style.width = `${share * 100}%`;
  }

  _job(job) {
    const open = job.state === "running" || job.state === "waiting";
    const bar = open ? el("span", { class: "work-bar", role: "progressbar", "aria-label": NAMES[job.kind] ?? job.kind, "aria-valuemin": 0, "aria-valuemax": 100 }, el("i")) : null;
    return el("li", { class: "job", "data-state": job.state }, el("b", { text: NAMES[job.kind] ?? job.kind }), el("span", { class: "dim" }), bar,
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
    try {
      await post(`${this._at()}/${job.id}/${act}`);
      if (act === "cancel") this.notices.say(`Cancelled: ${NAMES[job.kind] ?? job.kind}. Nothing is wrong with what is half done.`);
    } catch (error) {
      this.notices.trouble(error);
    }
    this._look();
  }

  _at() {
    return `/ecosystems/${encodeURIComponent(this.show.id)}/jobs`;
  }
}
