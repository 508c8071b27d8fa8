/** Why nothing happens, when nothing does: always with what can be done about it. */

import { button, el } from "./elements.js";
import { get } from "./gateway.js";
import { known } from "./session.js";

const SILENCE_MS = 6000;
const AGAIN_MS = 15_000;

const WORDS = {
  paused: "Paused.",
  idle: "Nobody plays this world just now.",
  new: "This world has not begun.",
  coming: "The players are coming on stage: it begins in a moment.",
};

export class Stillness {
  /** `desk()` opens the director's desk, for whoever may direct. */
  constructor(show, { desk }) {
    this.show = show;
    this.text = el("span");
    this.act = button("Let it live", desk, { class: "link" });
    this.element = el("p", { class: "still", role: "status", hidden: true }, this.text, this.act);
    this._watch(SILENCE_MS);
  }

  head(head) {
    const { status, reason } = head;
    if (status === "paused") this._say(reason ? `Paused: ${reason}.` : WORDS.paused, true);
    else if (status === "idle" && !this.show.live.tick && head.due?.some(({ kind }) => kind === "live")) this._say(WORDS.coming);
    else if (status === "idle") this._say(this.show.live.tick ? WORDS.idle : WORDS.new, true);
    else this._say("");
  }

  reset() {
    if (this.show.mode !== "live") this._say("");
    else if (this.show.head) this.head(this.show.head);
  }

  events(world, events) {
    if (this.show.mode !== "live") return;
    this._watch(SILENCE_MS);
    const last = world.beats.at(-1);
    if (!events.some(({ kind }) => kind === "tick_completed")) return;
    this._say(last?.interactions === 0 ? quiet(world.idle) : "");
    if (this.show.head?.status !== "live") this.show.refresh();
  }

  end() {
    clearTimeout(this._later);
  }

  /** When nothing was heard for a while, ask why. */
  _watch(pause) {
    clearTimeout(this._later);
    this._later = setTimeout(() => this._ask(), Math.max(pause, 2.5 * (this.show.head?.tempo_ms ?? 0)));
  }

  async _ask() {
    if (!document.hidden && this.show.mode === "live" && this.show.head) {
      await this.show.refresh();
      try {
        const { happening, reason } = await get(`/ecosystems/${encodeURIComponent(this.show.id)}/health`);
        if (!happening && reason && this.show.head.status === "live") this._say(`${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`);
      } catch {
        // what is known is said
      }
    }
    this._watch(AGAIN_MS);
  }

  /** With `stands` it is offered to let it live again. */
  _say(text, stands = false) {
    this.element.hidden = !text;
    this.text.textContent = text;
    const access = this.show.head?.access;
    this.act.hidden = !stands || access === "viewer" || (access === "public" && known());
  }
}

/** Why nobody did anything to anybody in a tick: the two reasons that most had, or that only orders were carried out. */
function quiet(idle) {
  if (idle.quiet) return "Only what was ordered happened in this tick.";
  const most = Object.entries(idle).sort((a, b) => b[1] - a[1]).slice(0, 2);
  return most.length ? `A quiet tick: ${most.map(([why, many]) => `${many} ${many === 1 ? "is" : "are"} ${why}`).join(", ")}.` : "";
}
