/** What the page has to say about itself: that the connection is lost or back, that something was refused, why nothing happens. */

import { button, el } from "./elements.js";

const STAY_MS = 7000;

export class Notices {
  constructor() {
    this.banner = el("p", { class: "banner", role: "status", hidden: true });
    this.toasts = el("div", { class: "toasts", role: "status", "aria-live": "polite" });
  }

  /** How the connection is: live, lost or ended. It shows while it is lost, and that it is back. */
  connection(state, detail) {
    const lost = state !== "live";
    if (!lost && this._lost) this.say("Connected again. Nothing was missed.");
    this._lost = lost;
    this.banner.hidden = !lost;
    this.banner.textContent = state === "ended" ? `You cannot watch this world any more. ${detail}` : "The connection is lost. It is tried again by itself; what you see is safe.";
  }

  /** Say that something was done. */
  say(text, kind = "good") {
    const toast = el("div", { class: "toast", "data-kind": kind }, el("span", { text }), button("×", () => toast.remove(), { class: "quiet", "aria-label": "Close" }));
    this.toasts.append(toast);
    setTimeout(() => toast.remove(), STAY_MS);
  }

  /** Say why something was not. */
  trouble(error) {
    this.say(error.message ?? String(error), "bad");
  }
}
