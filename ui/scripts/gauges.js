/** Gauges and small lines that show a number, or how it came to be so. */

import { el, svg } from "./elements.js";
import { feeling } from "./tints.js";

/** A level from empty (0) to filled (1000). */
export function level(name, value, word = "") {
  return el("div", { class: "gauge", role: "meter", "aria-label": name, "aria-valuemin": 0, "aria-valuemax": 1000, "aria-valuenow": value },
    el("span", { class: "gauge-name", text: name }), el("span", { class: "gauge-bar", "data-low": value < 300 }, el("i", { style: { width: `${value / 10}%` } })), el("span", { class: "gauge-word", text: word || String(Math.round(value / 10)) }));
}

/** A balance between two poles, −1000 … 1000. */
export function balance(low, high, value, word = "") {
  const share = Math.abs(value) / 20;
  return el("div", { class: "gauge", role: "meter", "aria-label": `${low} to ${high}`, "aria-valuemin": -1000, "aria-valuemax": 1000, "aria-valuenow": value },
    el("span", { class: "gauge-name", text: low }), el("span", { class: "gauge-bar middle" }, el("i", { "data-sign": value < 0 ? "minus" : "plus", style: { width: `${share}%`, left: value < 0 ? `${50 - share}%` : "50%" } })), el("span", { class: "gauge-word", text: word || high }));
}

const SPAN = 160; // thousandths that fill a small line at least, so that what is steady looks steady

/** How affinity went: points [tick, affinity] as a line, drawn as large as it fits; the line of indifference where it is near. */
export function ribbon(trace, now, width = 84, height = 26) {
  const points = [...trace];
  const first = points[0]?.[0] ?? 0;
  const span = Math.max(1, now - first);
  const x = (tick) => 2 + ((width - 4) * (tick - first)) / span;
  const levels = points.map(([, affinity]) => affinity);
  const [low, high] = [Math.min(...levels), Math.max(...levels)];
  const shown = Math.max(SPAN, high - low);
  const y = (affinity) => height / 2 - ((affinity - (low + high) / 2) / shown) * (height - 6);
  const zero = Math.min(height - 1, Math.max(1, y(0)));
  let path = "";
  let last = null;
  for (const [tick, affinity] of points) {
    path += last === null ? `M${x(tick)} ${y(affinity)}` : `H${x(tick)}V${y(affinity)}`;
    last = affinity;
  }
  path += `H${x(now)}`;
  return svg("svg", { class: "ribbon", viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" },
    svg("path", { d: `M0 ${zero}H${width}`, class: "ribbon-zero" }), svg("path", { d: path, fill: "none", stroke: feeling(last ?? 0), "stroke-width": 1.8 }), svg("circle", { cx: x(now), cy: y(last ?? 0), r: 2.4, fill: feeling(last ?? 0) }));
}
