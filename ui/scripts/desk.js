/** The director's desk: let the world go, hold it, and throw something into it. */

import { Ahead } from "./ahead.js";
import { el, fill } from "./elements.js";
import { choice, doing, labelled, offer, people, places, slider } from "./fields.js";
import { icon } from "./icons.js";
import * as orders from "./orders.js";
import { Work } from "./work.js";

const EVENTS = [["storm", "⚡", "A storm", "Fear, and everybody under one roof"], ["letter", "✉", "A letter", "News, and questions about it"], ["ball", "♫", "A ball", "Joy, and glances"], ["arrest", "⚖", "An arrest", "Dread, and whispers"], ["other", "✎", "My own words", "Whatever you write below"]];

const AIMS = [["reconcile", "make peace with"], ["court", "win the heart of"], ["befriend", "be a friend to"], ["avenge", "take revenge on"], ["find_out", "find out the secret of"], ["protect", "protect"], ["confess", "tell the truth to"], ["avoid", "keep out of the way of"]];

const MOVES = [["", "whatever the first one wishes"], ["quarrel", "a quarrel"], ["apologise", "an apology"], ["confide", "a confidence"], ["court", "a declaration of love"], ["mock", "mockery"], ["help", "help"], ["accuse", "an accusation"], ["give", "a gift"], ["chat", "small talk"]];

/** Seconds between ticks, from slow to fast. */
const TEMPI = [60, 30, 15, 10, 5, 3, 2, 1, 0.5, 0.25];

export class Desk {
  /** `closed()` is called when it shuts, `happened(event, at)` when something ordered here has happened, `at` being whether somebody is busy at the desk. */
  constructor(show, notices, { closed, happened }) {
    Object.assign(this, { show, notices, _closed: closed, _happened: happened, ordered: 0, touched: false });
    this.orders = el("ul", { class: "orders" });
    this.work = new Work(show, notices);
    this.ahead = new Ahead(show, notices);
    this.close = el("button", { type: "button", class: "round quiet close", "aria-label": "Close the desk", on: { click: () => this.shut() } }, icon("close"));
    this.element = el("aside", { class: "drawer desk", role: "dialog", "aria-label": "Director's desk", hidden: true, on: { keydown: (event) => event.key === "Escape" && this.shut(), input: () => (this.touched = true), pointerdown: () => (this.touched = true) } },
      this.close, el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Desk" },
        el("h2", { text: "The director's desk" }), el("p", { class: "dim", text: "What you order happens in the next tick, and stands in the chronicle for good." }),
        this._running(), this._happening(), this._whisper(), this._meeting(), this._moving(), el("section", {}, el("h3", { text: "Ordered so far" }), this.orders), this.work.element));
  }

  open() {
    this._before = document.activeElement;
    this._offer();
    this.element.hidden = false;
    this.close.focus({ preventScroll: true });
    this._list();
    this.work.begin();
  }

  shut() {
    this.element.hidden = true;
    this.work.end();
    this._before?.focus?.({ preventScroll: true });
    this._closed();
  }

  head(head) {
    const lives = head.status === "live" || head.status === "running";
    fill(this.go, icon(lives ? "hold" : "play"), lives ? "Pause" : "Let it live");
    this.go.dataset.lives = lives;
    if (head.tempo_ms && !this.tempo.input.matches(":active")) this.tempo.set(nearest(head.tempo_ms / 1000));
  }

  reset() {
    this._offer();
  }

  events(world, events) {
    const done = events.filter(({ kind }) => kind === "directed");
    if (!done.length) return;
    this._list();
    if (this.ordered > 0) this._happened(done.at(-1), this.touched);
    this.ordered = Math.max(0, this.ordered - done.length);
  }

  /** Let it live at this tempo, or hold it. */
  async toggle(control = this.go) {
    const lives = this.go.dataset.lives === "true";
    if (await doing(control, this.notices, () => (lives ? orders.pause(this.show.id) : orders.start(this.show.id, this._tempo())))) {
      this.notices.say(lives ? "Paused after this tick." : "It lives.");
      this.show.refresh();
    }
  }

  async step(ticks = 1, control = this.once) {
    if (await this.ahead.step(ticks, control)) this.show.refresh();
  }

  _running() {
    this.go = el("button", { type: "button", class: "act", on: { click: () => this.toggle() } }, icon("play"), "Let it live");
    this.once = el("button", { type: "button", class: "second", on: { click: () => this.step(1) } }, icon("step"), "One tick");
    this.tempo = slider("Tempo", 0, TEMPI.length - 1, 5, (at) => `a tick every ${TEMPI[at]} s`, () => this._retime());
    return el("section", { class: "running" }, el("div", { class: "row" }, this.go, this.once), this.tempo.element, this.ahead.element);
  }

  _tempo() {
    return TEMPI[this.tempo.value] * 1000;
  }

  async _retime() {
    if (this.go.dataset.lives !== "true") return;
    if (await doing(this.tempo.input, this.notices, () => orders.tempo(this.show.id, this._tempo()))) this.show.refresh();
  }

  _happening() {
    const kinds = EVENTS.map(([event, sign, name, what], i) => el("label", { class: "event" }, el("input", { type: "radio", name: "event", value: event, checked: i === 0 }), el("span", { class: "event-sign", "aria-hidden": "true", text: sign }), el("b", { text: name }), el("small", { class: "dim", text: what })));
    const text = el("input", { type: "text", maxlength: 240, placeholder: "the well ran dry" });
    this.eventPlace = choice([], "everywhere");
    this.eventAbout = choice([], "nobody in particular");
    return this._form("Throw something into the world", "Let it happen", [el("div", { class: "events", role: "radiogroup", "aria-label": "What happens" }, kinds), labelled("In your words (if you like)", text), el("div", { class: "row even" }, labelled("Where", this.eventPlace), labelled("About", this.eventAbout))],
      (form) => ({ what: "world_event", event: form.querySelector("[name=event]:checked").value, ...given({ text: text.value, place: this.eventPlace.value, about: this.eventAbout.value }) }));
  }

  _whisper() {
    this.who = choice([]);
    this.whom = choice([]);
    const aim = choice(AIMS);
    return this._form("Whisper a goal", "Whisper", [el("div", { class: "row even" }, labelled("To", this.who), labelled("to", aim), labelled("whom", this.whom))],
      () => ({ what: "whisper", character: this.who.value, aim: aim.value, about: this.whom.value }));
  }

  _meeting() {
    this.one = choice([]);
    this.other = choice([]);
    const move = choice(MOVES);
    return this._form("Force a meeting", "Bring them together", [el("div", { class: "row even" }, labelled("Bring", this.one), labelled("to", this.other)), labelled("It begins with", move)],
      () => ({ what: "meet", one: this.one.value, other: this.other.value, ...given({ move: move.value }) }));
  }

  _moving() {
    this.sent = choice([]);
    this.where = choice([]);
    return this._form("Send somebody", "Send", [el("div", { class: "row even" }, labelled("Send", this.sent), labelled("to", this.where))],
      () => ({ what: "move", character: this.sent.value, place: this.where.value }));
  }

  _form(title, act, fields, directive) {
    const send = el("button", { type: "submit", class: "act", text: act });
    const form = el("form", { class: "order-form", on: { submit: (event) => this._sent(event, form, send, directive) } }, el("h3", { text: title }), fields, send);
    return form;
  }

  async _sent(event, form, send, directive) {
    event.preventDefault();
    const asked = directive(form);
    [this.ordered, this.touched] = [this.ordered + 1, false]; // before, since it may have happened before one hears that it was taken
    if (!(await doing(send, this.notices, () => orders.direct(this.show.id, asked)))) {
      this.ordered -= 1;
      return;
    }
    this.notices.say("Ordered. It happens in the next tick, and the play shows what comes of it.");
  }

  _offer() {
    const { world } = this.show;
    const everybody = people(world);
    for (const select of [this.who, this.whom, this.one, this.other, this.sent]) offer(select, everybody);
    if (this.whom.value === this.who.value && everybody[1]) this.whom.value = everybody[1][0];
    if (this.other.value === this.one.value && everybody[1]) this.other.value = everybody[1][0];
    offer(this.eventAbout, everybody, "nobody in particular");
    offer(this.eventPlace, places(world), "everywhere");
    offer(this.where, places(world));
  }

  _list() {
    const done = this.show.past.events.filter(({ kind }) => kind === "directed").slice(-12).reverse();
    fill(this.orders, done.length ? done.map(({ tick, body }) => el("li", { class: body.fault ? "fault" : "" }, el("span", { dir: "auto", text: body.told || body.fault }), el("span", { class: "tick", text: `tick ${tick}` }))) : el("li", { class: "dim", text: "Nothing yet. Throw a storm into the world, and see who runs to whom." }));
  }
}

const given = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim()));

function nearest(seconds) {
  let best = 0;
  TEMPI.forEach((tempo, i) => Math.abs(tempo - seconds) < Math.abs(TEMPI[best] - seconds) && (best = i));
  return best;
}
