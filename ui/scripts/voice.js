/** Hearing a voice: what a character that is being made would say. Once it has been heard it is heard anew after every change. */

import { audition } from "./belongings.js";
import { el, fill } from "./elements.js";
import { doing } from "./fields.js";
import { KINDS } from "./tints.js";

const REST_MS = 500; // after a change, until the hand rests

export class Voice {
  /** `persona()` gives the character as it is in the form; a refusal goes to `refused`. */
  constructor(notices, { persona, refused }) {
    Object.assign(this, { notices, _persona: persona, _refused: refused, seed: 1, heard: false });
    this.hear = el("button", { type: "button", class: "second", text: "Hear the voice", on: { click: () => this._again() } });
    this.lines = el("ul", { class: "voice-lines" });
    this.element = el("section", { class: "voice", "aria-label": "Voice", tabindex: 0 }, el("header", {}, el("h3", { text: "Listen" }), this.hear), el("div", { role: "log", "aria-live": "polite", "aria-label": "What it would say" }, this.lines));
    this.quiet();
  }

  /** Nothing has been heard yet. */
  quiet() {
    this.heard = false;
    this.seed = 1;
    clearTimeout(this._later);
    this.hear.textContent = "Hear the voice";
    fill(this.lines, el("li", { class: "dim", text: "Not heard yet. The lines are made anew as you change the character." }));
  }

  /** The character has changed. */
  changed() {
    if (!this.heard) return;
    clearTimeout(this._later);
    this._later = setTimeout(() => this._listen().catch(() => null), REST_MS);
  }

  async _again() {
    if (this.heard) this.seed += 1;
    await doing(this.hear, { trouble: (error) => this._refused(error) }, () => this._listen());
  }

  async _listen() {
    const turn = (this._turn = {});
    const lines = await audition(this._persona(), this.seed);
    if (turn !== this._turn) return;
    this.heard = true;
    this.hear.textContent = "Another take";
    fill(this.lines, lines.map(({ situation, hearer, text }) => el("li", { "data-kind": hearer }, el("span", { class: "dim" }, el("span", { class: "sign", "aria-hidden": "true", text: KINDS[hearer]?.sign ?? "·" }), ` ${situation}`), el("p", { dir: "auto", text }))));
  }
}
