/** The wants of a character, as rows of a form. */

import { button, el, fill } from "./elements.js";
import { choice, labelled, offer, slider } from "./fields.js";
import { GOALS, SOLITARY } from "./natures.js";

const MOST = 12;

export class Wants {
  constructor(faults, changed) {
    Object.assign(this, { faults, _changed: changed, rows: [], people: [] });
    this.list = el("div", { class: "wants-list" });
    this.more = button("Add a want", () => this._more(), { class: "second" });
    this.element = el("div", { class: "wants-part" }, this.list, this.more);
  }

  /** These wants; `people` are those whom they may be about, as [id, name]. */
  show(wants, people) {
    this.people = people;
    this.rows = wants.map((want) => this._row(want));
    this._list();
  }

  get value() {
    return this.rows.filter(({ text }) => text.value.trim()).map(({ goal, about, text, weight }) => ({ goal: goal.value, ...(about.value ? { about: about.value } : {}), weight: weight.value, text: text.value.trim() }));
  }

  /** Have faults of what was sent be said at its rows. */
  sent() {
    const sent = this.rows.filter(({ text }) => text.value.trim());
    sent.forEach(({ goal, about, text }, n) => {
      this.faults.at(`/persona/wants/${n}`, text);
      this.faults.at(`/persona/wants/${n}/about`, about);
      this.faults.at(`/persona/wants/${n}/goal`, goal);
    });
  }

  _more() {
    this.rows.push(this._row({ goal: "rise", about: null, weight: 500, text: "" }));
    this._list();
    this.rows.at(-1).goal.focus();
  }

  _list() {
    fill(this.list, this.rows.length ? this.rows.map(({ element }) => element) : el("p", { class: "dim", text: "Nothing yet. A want is what sets somebody in motion." }));
    this.more.disabled = this.rows.length >= MOST;
  }

  _row(want) {
    const goal = choice(GOALS, null, () => this._turned(row));
    goal.value = want.goal;
    const about = choice([], "nobody in particular", this._changed);
    offer(about, this.people, "nobody in particular");
    if (want.about && ![...about.options].some(({ value }) => value === want.about)) about.append(el("option", { value: want.about, text: want.about }));
    about.value = want.about ?? "";
    const text = el("input", { type: "text", maxlength: 400, value: want.text, placeholder: "own the mill before winter", on: { input: () => this._changed() } });
    const weight = slider("How much", 0, 1000, want.weight, (value) => `${Math.round(value / 10)} %`, this._changed);
    const away = button("Remove", () => this._remove(row), { class: "quiet" });
    const row = { goal, about, text, weight };
    row.element = el("div", { class: "want", role: "group", "aria-label": "A want" }, el("div", { class: "row even" }, labelled("Wants", goal), (row.whom = labelled("About", about))), labelled("In words: “I mean to …”", text), el("div", { class: "row" }, weight.element, away));
    this._turned(row, false);
    return row;
  }

  _turned(row, told = true) {
    row.about.firstElementChild.textContent = SOLITARY.has(row.goal.value) ? "nobody in particular" : "choose somebody …";
    if (told) this._changed();
  }

  _remove(row) {
    this.rows = this.rows.filter((each) => each !== row);
    this._list();
    this._changed();
    this.more.focus();
  }
}
