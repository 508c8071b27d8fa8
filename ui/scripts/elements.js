/** Elements of the page. Text is always set as text: nothing that a story says is ever read as markup. */

const SVG = "http://www.w3.org/2000/svg";

/** An element. `attributes` may have `class`, `text`, `on` ({event: handler}), `style` ({property: value}) and any attribute. */
export function el(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** The same, for drawings. */
export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

/** A button that is one, with a name for those who do not see its picture. */
export function button(text, act, attributes = {}) {
  return el("button", { type: "button", text, on: { click: act }, ...attributes });
}

/** Replace all that is in an element. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined));
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function set(element, name, value) {
  if (name.startsWith("aria-") && typeof value === "boolean") return element.setAttribute(name, String(value));
  if (value === null || value === undefined || value === false) return undefined;
  if (name === "text") element.textContent = value;
  else if (name === "on") for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
  else if (name === "style") for (const [property, given] of Object.entries(value)) element.style.setProperty(property, given);
  else element.setAttribute(name, value === true ? "" : value);
  return undefined;
}
