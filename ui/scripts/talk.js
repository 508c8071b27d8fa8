/** Talking with a character, as oneself or as another one. What it answers, it says in its own voice, and remembers. */

import { el, fill } from "./elements.js";
import { choice, doing, labelled, offer, people } from "./fields.js";
import { icon } from "./icons.js";
import { portrait } from "./portraits.js";
import { called } from "./moods.js";
import * as orders from "./orders.js";

const PATIENCE_MS = 20_000;

export class Talk {
  constructor(show, notices, closed) {
    Object.assign(this, { show, notices, _closed: closed, with: null });
    this.lines = el("div", { class: "scroll", role: "log", "aria-live": "polite", "aria-label": "What was said", tabindex: 0 });
    this.top = el("header", { class: "talk-head" });
    this.words = el("textarea", { rows: 2, maxlength: 500, placeholder: "Say something …", "aria-label": "What you say", class: "field", on: { keydown: (event) => this._key(event) } });
    this.as = choice([], "myself");
    this.send = el("button", { type: "submit", class: "act", text: "Say it" });
    this.close = el("button", { type: "button", class: "round quiet close", "aria-label": "End the talk", on: { click: () => this.shut() } }, icon("close"));
    this.element = el("aside", { class: "drawer talk-drawer", role: "dialog", "aria-label": "Talk", hidden: true, on: { keydown: (event) => event.key === "Escape" && this.shut() } },
      this.close, this.top, this.lines,
      el("form", { class: "talk-form", on: { submit: (event) => this._said(event) } }, labelled("I speak as", this.as), el("div", { class: "row" }, this.words, this.send)));
  }

  open(id) {
    const person = this.show.world.people.get(id);
    if (!person) return;
    if (this.with !== id) fill(this.lines, el("p", { class: "talk-note", text: `${person.short} looks up. What you say, ${person.persona.pronoun ?? "they"} will remember.` }));
    this.with = id;
    this._before = document.activeElement;
    offer(this.as, people(this.show.world).filter(([other]) => other !== id), "myself, a visitor");
    this._head();
    this.element.hidden = false;
    this.words.focus({ preventScroll: true });
  }

  shut() {
    this.element.hidden = true;
    this._before?.focus?.({ preventScroll: true });
    this._closed();
  }

  reset() {
    if (this.with && !this.element.hidden) this._head();
  }

  /** What is answered comes as everything does: as an event. */
  events(world, events) {
    if (!this.with || this.element.hidden) return;
    for (const event of events) this._heard(event);
    this._head();
  }

  _heard({ body, kind }) {
    if (kind !== "conversed" || !this.waiting || body.character !== this.with || body.speaker !== this.expects) return;
    const answer = body.lines.filter(([who]) => who === this.with).map(([, , text]) => text).join(" ");
    if (answer) this._answered(answer);
  }

  _head() {
    const { world } = this.show;
    const person = world.people.get(this.with);
    if (person) fill(this.top, portrait(person, 52, world.mood(this.with)), el("div", {}, el("h2", { text: person.name }), el("p", { text: `${called(world.mood(this.with))}, at ${world.place(person.place)}` })));
  }

  _key(event) {
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    this.send.click();
  }

  async _said(event) {
    event.preventDefault();
    const text = this.words.value.trim();
    if (!text || this.waiting) return;
    this._line(this.as.value, text, true);
    this._wait();
    const taken = await doing(this.send, this.notices, async () => {
      const { lines } = await orders.speak(this.show.id, this.with, text, this.as.value);
      this._answered(lines.filter(({ speaker }) => speaker === this.with).map((line) => line.text).join(" "));
    });
    if (taken) this.words.value = "";
    else this._stop();
    this.words.focus();
  }

  _wait() {
    const person = this.show.world.people.get(this.with);
    this.expects = this.as.value;
    this.waiting = el("div", { class: "utterance waiting" }, portrait(person, 30), el("p", { "aria-label": `${person.short} thinks` }));
    this.lines.append(this.waiting);
    this._end();
    this._patience = setTimeout(() => {
      this._stop();
      fill(this.lines, ...this.lines.children, el("p", { class: "talk-note", text: "No answer yet. It comes when the world goes on: look at the play." }));
    }, PATIENCE_MS);
  }

  _stop() {
    clearTimeout(this._patience);
    this.waiting?.remove();
    this.waiting = null;
  }

  _answered(text) {
    if (!this.waiting || !text) return;
    this._stop();
    this._line(this.with, text, false);
  }

  _line(who, text, mine) {
    const person = this.show.world.people.get(who);
    this.lines.append(el("div", { class: `utterance${mine ? " mine" : ""}` }, person ? portrait(person, 30) : null, el("p", { dir: "auto", text })));
    this._end();
  }

  _end() {
    this.lines.scrollTop = this.lines.scrollHeight;
  }
}
