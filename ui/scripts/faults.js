/** What is wrong with a form, said at the field that it is about, in words for people. */

import { el } from "./elements.js";

const HUMAN = [
  [/at least 1 character|must not be empty/, "Write something here."],
  [/at most (\d+) characters/, "This is too long: at most $1 characters."],
  [/less than or equal to (-?\d+)/, "At most $1."],
  [/greater than or equal to (-?\d+)/, "At least $1."],
  [/valid integer|whole number/, "Give a whole number."],
  [/control character/, "There is a sign in it that cannot be shown. Write it anew."],
  [/Field required|is missing/, "This is needed."],
  [/is the secret of nobody: it must name '(.+)'/, "Name $1 in it, so that others know whose secret it is."],
  [/'(.+)' stands for somebody else in this cast already/, "Somebody here is called “$1” already. Take one of the two out, or change the name."],
  [/match pattern/, "There is a sign in it that cannot stand here."],
];

const CLOSED = { forbidden: "Your account may not do this. Whoever runs this house can change that." };

/** What a refusal says of one place. */
export function human(detail) {
  for (const [pattern, words] of HUMAN) {
    const found = detail.match(pattern);
    if (found) return words.replace("$1", found[1] ?? "");
  }
  return detail.charAt(0).toUpperCase() + detail.slice(1);
}

/** The fields of one form, by JSON pointer; whatever lies below a pointer is said at its field. */
export class Faults {
  constructor() {
    this.fields = new Map();
    this.element = el("p", { class: "fault-list", role: "alert", hidden: true });
  }

  /** Say faults at `pointer` at this control. Gives the control. */
  at(pointer, control) {
    this.fields.set(pointer, control);
    return control;
  }

  /** All is well again. */
  clear() {
    this.element.hidden = true;
    for (const control of this.fields.values()) this._clear(control);
  }

  /** Say what was refused, and go to the first of it. Gives false when none of it has a place here. */
  show(refusal) {
    this.clear();
    const elsewhere = [];
    let first = null;
    for (const { pointer, detail } of refusal.places ?? []) {
      const control = this._nearest(pointer);
      if (control) this._say(control, human(detail));
      else elsewhere.push(human(detail));
      first ??= control;
    }
    if (!first || elsewhere.length) this._list(elsewhere.join(" ") || CLOSED[refusal.code] || refusal.message);
    first?.closest("details")?.setAttribute("open", "");
    (first ?? this.element).scrollIntoView?.({ block: "center" });
    first?.focus?.({ preventScroll: true });
    return Boolean(first);
  }

  _list(text) {
    this.element.textContent = text;
    this.element.hidden = false;
  }

  _nearest(pointer) {
    for (let at = pointer; at; at = at.slice(0, at.lastIndexOf("/"))) {
      const control = this.fields.get(at);
      if (control?.isConnected) return control;
    }
    return null;
  }

  _say(control, text) {
    const id = `${(control.id ||= `field-at-${Math.random().toString(36).slice(2)}`)}-fault`;
    document.getElementById(id)?.remove();
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-describedby", id);
    const note = el("small", { class: "fault", id, text });
    if (control.tagName === "TR") control.cells[control.cells.length - 2].append(note);
    else if (control.matches("input, select, textarea")) (control.closest(".labelled, td") ?? control.parentElement).append(note);
    else control.append(note);
    const well = () => this._clear(control);
    control.addEventListener("input", well, { once: true });
  }

  _clear(control) {
    if (control.getAttribute("aria-invalid") !== "true") return;
    document.getElementById(control.getAttribute("aria-describedby"))?.remove();
    control.removeAttribute("aria-invalid");
    control.removeAttribute("aria-describedby");
  }
}
