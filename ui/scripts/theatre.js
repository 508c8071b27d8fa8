/** One world on the page: its views, and how they hear of each other. */

import { button, el } from "./elements.js";
import { Desk } from "./desk.js";
import { Encore } from "./encore.js";
import { Feed } from "./feed.js";
import { Guide } from "./guide.js";
import { Headlines } from "./headlines.js";
import { icon } from "./icons.js";
import { keyed } from "./keys.js";
import { Scrubber } from "./scrubber.js";
import { known } from "./session.js";
import { Sheet } from "./sheet.js";
import { Show } from "./show.js";
import { Stage } from "./stage.js";
import { Stillness } from "./stillness.js";
import { Talk } from "./talk.js";
import { Web } from "./web.js";

const VIEWS = [["all", "Everything"], ["stage", "Stage"], ["web", "Hearts"], ["feed", "Play"]];
const narrow = () => matchMedia("(max-width: 900px)").matches;

export class Theatre {
  constructor(id, notices) {
    this.notices = notices;
    this.show = new Show(id);
    this._parts(notices);
    this._bar();
    this.guide = new Guide({ act: () => this.make() });
    this.elements = [this.guide.element, this.encore.element, this.headlines.element, this.stillness.element, el("div", { class: "panels" }, this.stage.element, this.web.element, this.feed.element), this.scrubber.element, this.sheet.element, this.desk.element, this.talk.element];
  }

  /** Read the present and follow it. */
  async begin() {
    this._unkey = keyed(this);
    this.view(narrow() ? "web" : "all");
    await this.show.begin();
  }

  /** Hear nothing more. */
  end() {
    this.show.end();
    this.stillness.end();
    this._unkey?.();
  }

  /** Let somebody make something happen: at the desk, in a world of one's own, or after logging in. */
  make() {
    if (!this.direct.hidden) this._drawer(this.desk);
    else if (known()) this.encore.offer();
    else location.assign(this.enter.href);
  }

  /** The colours have changed. */
  repaint() {
    this.web.repaint();
    this.scrubber.reset();
  }

  /** Show one part alone, or everything. */
  view(name) {
    this.elements[0].parentElement.dataset.view = name;
    for (const tab of this.tabs.children) tab.setAttribute("aria-pressed", String(tab.dataset.view === name));
    this.web.repaint();
  }

  head(head) {
    this.title.textContent = head.title;
    this.status.textContent = head.status;
    this.status.dataset.status = head.status;
    document.title = `${head.title} · Fabula`;
    this.direct.hidden = head.access === "public" || head.access === "viewer";
    this.own.hidden = !this.direct.hidden || !known();
    this.enter.hidden = head.access !== "public" || known();
    this.sheet.mayTalk = !this.direct.hidden;
  }

  /** The light of a world that lives beats with its ticks. */
  events(_, events) {
    if (this.show.mode !== "live" || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    if (events.some(({ kind }) => kind === "tick_completed")) this.status.animate([{ transform: "scale(1.9)" }, { transform: "none" }], { duration: 500, pseudoElement: "::before" });
  }

  trouble(error) {
    this.notices.trouble(error);
  }

  _parts(notices) {
    const { show } = this;
    const choose = (person, other) => this._sheet(person, other);
    const moment = (turn) => this._moment(turn);
    const focus = (person) => this._focus(person);
    this.stage = new Stage({ choose, focus, listen: (place) => this._listenAt(place) });
    this.web = new Web({ choose, focus });
    this.feed = new Feed({ choose, earlier: (seq) => show.past.before(seq, 400) });
    this.headlines = new Headlines({ choose, focus, moment, beats: () => show.live.beats });
    this.scrubber = new Scrubber(show);
    this.stillness = new Stillness(show, { desk: () => this.make() });
    this.sheet = new Sheet(show, { choose, moment, closed: () => this._focus(null), talk: (person) => this._talk(person), follow: (person) => this._follow(person) });
    this.encore = new Encore(show, notices, { open: (id) => (location.hash = `#/world/${encodeURIComponent(id)}?desk`) });
    this.desk = new Desk(show, notices, { closed: () => this._drawer(null), happened: (event, busy) => this._happened(event, busy) });
    this.talk = new Talk(show, notices, () => this._focus(null));
    for (const part of [this.stage, this.feed, this.stillness, this.sheet, this.desk, this.talk, notices, this]) show.on(part);
    for (const part of [this.web, this.headlines, this.scrubber]) show.on(afterwards(part, show));
  }

  _bar() {
    this.title = el("h1", { text: "…" });
    this.status = el("span", { class: "status" });
    this.tabs = el("nav", { class: "tabs", "aria-label": "Views" }, VIEWS.map(([name, text]) => button(text, () => this.view(name), { class: "tab", "data-view": name, "aria-pressed": "false" })));
    this.direct = el("button", { type: "button", class: "act direct", on: { click: () => this._drawer(this.desk) } }, icon("wand"), "Direct");
    this.enter = el("a", { class: "act direct enter", href: `/login?to=${encodeURIComponent(`#/world/${encodeURIComponent(this.show.id)}?desk`)}`, hidden: true }, icon("wand"), el("span", { class: "rest", text: "Log in to" }), el("span", { text: "direct" }));
    this.own = el("button", { type: "button", class: "act direct own", hidden: true, on: { click: () => this.encore.offer() } }, icon("wand"), el("span", { text: "Direct" }), el("span", { class: "rest", text: "my own" }));
    this.bar = [this.title, this.status, this.tabs, this.direct, this.enter, this.own];
  }

  _drawer(drawer) {
    for (const other of [this.sheet, this.desk, this.talk]) if (other !== drawer && !other.element.hidden) other.shut();
    drawer?.open();
  }

  _focus(person) {
    this.web.setFocus(person);
    this.stage.setFocus(person);
  }

  /** Who somebody is; with `other`, what is between the two first. */
  _sheet(person, other = null) {
    for (const drawer of [this.desk, this.talk]) if (!drawer.element.hidden) drawer.shut();
    this._focus(person);
    this.sheet.open(person, other);
  }

  /** Go to a turning point of two people, and to where the play tells it. */
  async _moment({ tick, owner, target }) {
    this.sheet.shut();
    await (tick < this.show.live.tick ? this.show.goto(tick) : this.show.hold());
    if (narrow() || this.elements[0].parentElement.dataset.view !== "all") this.view(narrow() ? "feed" : "all");
    this.feed.reveal(tick, owner, target);
  }

  _talk(person) {
    this.sheet.shut();
    this._focus(person);
    this.talk.open(person);
  }

  /** What was ordered has happened: see it, unless somebody orders more. */
  _happened({ seq }, busy) {
    if (busy && !this.desk.element.hidden) return;
    if (!this.desk.element.hidden) this.desk.shut();
    if (narrow()) this.view("feed");
    this.feed.light(seq);
  }

  _listenAt(place) {
    if (narrow() || this.elements[0].parentElement.dataset.view !== "all") this.view(narrow() ? "feed" : "all");
    this.feed.at(place);
  }

  _follow(person) {
    this.sheet.shut();
    this.view(narrow() ? "feed" : "all");
    this.feed.only(person);
  }
}

const HEARD = ["reset", "mode", "head", "behind", "running", "progress"];

/** A part that hears of events a picture later than those who tell what was said, so that no picture has all the work. */
function afterwards(part, show) {
  const heard = Object.fromEntries(HEARD.filter((what) => part[what]).map((what) => [what, (...said) => part[what](...said)]));
  const events = (world, told) => requestAnimationFrame(() => world === show.world && part.events(world, told));
  return { ...heard, events: (world, told) => (document.hidden ? part.events(world, told) : events(world, told)) };
}
