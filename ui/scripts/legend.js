/** What the strokes and signs of the web mean. */

import { el } from "./elements.js";

/** A line of it, for those who see; others hear the web described. */
export function legend() {
  return el("p", { class: "legend", "aria-hidden": "true" },
    said("hates", el("i", { class: "ramp" }), "likes"), said(sign("beloved", "♥"), "loves"), said(sign("enemy", "✖"), "hatred"),
    said(el("i", { class: "broad" }), "close"), said(el("i", { class: "ring" }), "bad mood"), said(el("i", { class: "word" }), "speaks now"));
}

const said = (...parts) => el("span", {}, ...parts);
const sign = (kind, text) => el("b", { "data-kind": kind, text });
