/** Fields of forms, each with its label. */

import { el } from "./elements.js";

let count = 0;

/** A field with a label in front; `control` is an element that takes a value. */
export function labelled(text, control, hint = "") {
  control.id ||= `field-${++count}`;
  control.classList.add("field");
  return el("div", { class: "labelled" }, el("label", { for: control.id, text }), control, hint ? el("small", { class: "dim", text: hint }) : null);
}

/** A choice among [value, text] pairs; `none` is what it says when nothing is chosen. */
export function choice(options, none = null, changed = null) {
  const select = el("select", { on: changed ? { change: () => changed(select.value) } : {} });
  offer(select, options, none);
  return select;
}

/** Offer other options, keeping what is chosen where that is still to be had. */
export function offer(select, options, none = null) {
  const chosen = select.value;
  select.replaceChildren(...(none === null ? [] : [el("option", { value: "", text: none })]), ...options.map(([value, text]) => el("option", { value, text })));
  if ([...select.options].some(({ value }) => value === chosen)) select.value = chosen;
}

/** A number that is dragged, with its label in front. `says(value)` words it. */
export function slider(text, min, max, value, says, changed = () => {}) {
  const output = el("output", { text: says(value) });
  const input = el("input", { type: "range", min, max, value, class: "range", id: `field-${++count}`, on: { input: () => show(), change: () => changed(Number(input.value)) } });
  const show = () => {
    output.textContent = says(Number(input.value));
    input.setAttribute("aria-valuetext", output.textContent);
  };
  show();
  return { element: el("div", { class: "labelled" }, el("label", { for: input.id, text }), el("span", { class: "slider" }, input, output)), input, get value() { return Number(input.value); }, set(given) { input.value = given; show(); } };
}

/** Everybody of a world as options, by name. */
export const people = (world) => [...world.people.values()].map(({ id, name }) => [id, name]).sort((a, b) => a[1].localeCompare(b[1]));

/** Its places as options. */
export const places = (world) => [...world.places.values()].map(({ id, name }) => [id, name]);

/** Do something that takes a moment, with the button held down meanwhile. Gives false when it was refused, which is said. */
export async function doing(control, notices, act) {
  const focused = document.activeElement === control;
  control.disabled = true;
  control.setAttribute("aria-busy", "true");
  try {
    await act();
    return true;
  } catch (error) {
    notices.trouble(error);
    return false;
  } finally {
    control.disabled = false;
    control.removeAttribute("aria-busy");
    if (focused && document.activeElement === document.body) control.focus({ preventScroll: true }); // what is held down loses it
  }
}
