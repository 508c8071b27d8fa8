/** What people feel for one another, as a table: one row for each direction, and every number a slider. */

import { DIMENSIONS, TYPICAL, kindOf } from "./affections.js";
import { button, el, fill } from "./elements.js";
import { choice, labelled, offer } from "./fields.js";
import { icon } from "./icons.js";
import { signed } from "./numbers.js";
import { portrait } from "./portraits.js";
import { keyOf } from "./playbill.js";
import { KINDS } from "./tints.js";

const WHOLE = 60; // so many rows are shown together; of more only what was changed, until one asks for somebody
const MINE = "*";

export class Bonds {
  /** `changed()` is told after every change of the playbill. */
  constructor(faults, { changed }) {
    Object.assign(this, { faults, _changed: changed });
    this.whose = choice([], null, () => this._rows());
    this.from = choice([]);
    this.to = choice([]);
    this.kind = choice(Object.keys(TYPICAL).map((kind) => [kind, `${KINDS[kind].sign} ${KINDS[kind].name}`]));
    this.kind.value = "friend";
    this.add = button("Add", () => this._add(), { class: "second" });
    this.body = el("tbody");
    this.table = el("table", { class: "bonds" }, el("thead", {}, el("tr", {}, ["Who", "Tie"].map((text) => el("th", { scope: "col", text })), DIMENSIONS.map(([, text, , hint]) => el("th", { scope: "col", text, title: hint })), el("th", { scope: "col", text: "Is a …" }), el("th", { scope: "col" }, el("span", { class: "hidden-text", text: "Remove" })))), this.body);
    this.none = el("p", { class: "empty", text: "Nobody feels anything for anybody yet. Draw a line from one portrait to another, or choose two people here." });
    this.element = el("div", { class: "bonds-part" },
      el("div", { class: "bonds-add", role: "group", "aria-label": "A new tie" }, labelled("From", this.from), labelled("to", this.to), labelled("it is", this.kind), this.add, el("span", { class: "gap" }), (this.filter = labelled("Show", this.whose))),
      el("div", { class: "bonds-scroll", tabindex: 0, role: "region", "aria-label": "Relationships" }, this.table), this.none);
  }

  show(bill) {
    this.bill = bill;
    const people = bill.cast.map(({ id, name }) => [id, name]);
    offer(this.from, people);
    offer(this.to, people);
    if (this.from.value === this.to.value && people[1]) this.to.value = people.find(([id]) => id !== this.from.value)[0];
    this.add.disabled = people.length < 2;
    const many = bill.bonds.length > WHOLE;
    const before = this.whose.value;
    offer(this.whose, [...(many ? [] : [["", "everybody's"]]), [MINE, "what I have changed"], ...people]);
    if (!before && many) this.whose.value = MINE;
    this.filter.hidden = bill.bonds.length === 0;
    this._rows();
  }

  /** Go to the row of these two. */
  reveal(owner, target) {
    if (![...this.body.rows].some((row) => row.dataset.key === keyOf(owner, target))) {
      this.whose.value = owner;
      this._rows();
    }
    const row = [...this.body.rows].find((each) => each.dataset.key === keyOf(owner, target));
    row?.querySelector("select, input")?.focus();
    row?.scrollIntoView({ block: "nearest" });
  }

  /** Have faults of what was sent be said at its rows; these are the ties in the order in which they were sent. */
  sent(changed) {
    if (this.whose.value !== "" && changed.length) this.whose.value = MINE;
    this._rows();
    changed.forEach(({ owner, target }, n) => {
      const row = [...this.body.rows].find((each) => each.dataset.key === keyOf(owner, target));
      if (!row) return;
      this.faults.at(`/relationships/${n}`, row);
      DIMENSIONS.forEach(([name]) => this.faults.at(`/relationships/${n}/${name}`, row.querySelector(`[name=${name}]`)));
      this.faults.at(`/relationships/${n}/bond`, row.querySelector("[name=bond]"));
    });
  }

  _add() {
    const [owner, target] = [this.from.value, this.to.value];
    if (!owner || owner === target) return this.faults.show({ places: [{ pointer: "/tie", detail: "choose two different people" }] });
    this.bill.bind(owner, target, TYPICAL[this.kind.value]);
    this._changed();
    return this.reveal(owner, target);
  }

  _shown() {
    const whose = this.whose.value;
    return this.bill.bonds.filter((tie) => (whose === MINE ? tie.changed : !whose || tie.owner === whose || tie.target === whose));
  }

  _rows() {
    this.faults.at("/tie", this.to);
    const rows = this._shown();
    this.none.hidden = rows.length > 0;
    this.none.textContent = this.bill.bonds.length ? "Nothing to show here. Choose somebody at “Show”, or draw a line." : "Nobody feels anything for anybody yet. Draw a line from one portrait to another, or choose two people here.";
    this.table.hidden = rows.length === 0;
    fill(this.body, rows.map((tie) => this._row(tie)));
  }

  _row({ owner, target, numbers, bond, kind }) {
    const [one, other] = [this.bill.person(owner), this.bill.person(target)];
    const about = `of ${one.short} for ${other.short}`;
    const now = [...numbers];
    const word = choice([...Object.keys(TYPICAL), "stranger"].map((each) => [each, `${KINDS[each].sign} ${KINDS[each].name}`]));
    word.value = kind;
    word.setAttribute("aria-label", `What ${one.short} feels for ${other.short}`);
    word.classList.add("field", "kind-word");
    word.dataset.kind = kind;
    const cells = DIMENSIONS.map(([name, text, low], i) => this._slider(name, `${text} ${about}`, low, now, i, () => this._moved(owner, target, now, word)));
    const called = el("input", { type: "text", name: "bond", class: "field", maxlength: 80, value: bond, placeholder: "sister, boss …", "aria-label": `What ${other.short} is to ${one.short}`, on: { input: () => this.bill.bind(owner, target, now, { bond: called.value.trim() }) } });
    word.addEventListener("change", () => this._turned(owner, target, word.value));
    return el("tr", { "data-key": keyOf(owner, target) },
      el("th", { scope: "row" }, el("span", { class: "bond-pair" }, el("span", { class: "pair-faces" }, portrait(one, 26), portrait(other, 26)), el("span", { class: "pair-names" }, el("bdi", { text: one.short }), el("span", {}, el("span", { class: "arrow", "aria-hidden": "true", text: "→ " }), el("span", { class: "hidden-text", text: "to " }), el("bdi", { text: other.short }))))),
      el("td", { "data-label": "Tie" }, word), cells, el("td", { "data-label": "Is a …" }, called),
      el("td", {}, el("button", { type: "button", class: "round quiet", "aria-label": `Remove what ${one.short} feels for ${other.short}`, on: { click: () => this._part(owner, target) } }, icon("close"))));
  }

  _slider(name, label, low, numbers, i, moved) {
    const output = el("output", { text: signed(numbers[i]) });
    const input = el("input", { type: "range", class: "range", name, min: low, max: 1000, step: 10, value: numbers[i], "aria-label": label, "aria-valuetext": signed(numbers[i]), on: { input: () => {
      numbers[i] = Number(input.value);
      output.textContent = signed(numbers[i]);
      input.setAttribute("aria-valuetext", output.textContent);
      moved();
    } } });
    return el("td", { "data-label": DIMENSIONS[i][1] }, el("span", { class: "mini" }, input, output));
  }

  _moved(owner, target, numbers, word) {
    word.value = kindOf(numbers);
    word.dataset.kind = word.value;
    this.bill.bind(owner, target, numbers);
    this._changed(false);
  }

  _turned(owner, target, kind) {
    if (kind === "stranger") return this._part(owner, target);
    this.bill.bind(owner, target, TYPICAL[kind]);
    this._changed();
    return this.reveal(owner, target);
  }

  _part(owner, target) {
    this.bill.part(owner, target);
    this._changed();
    this.add.focus({ preventScroll: true });
  }
}
