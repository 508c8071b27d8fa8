/** The colours that mean something, for light and for dark. Each meaning also has a sign or a stroke of its own. */

import { clamped, hashed } from "./numbers.js";

const MOST = 5000;

const dark = () => document.documentElement.dataset.theme === "dark";

/** Somebody's own colour, always the same: a hue, dark enough to carry white letters. */
export function hue(id) {
  return (hashed(id) % 24) * 15;
}

export const coat = remembered((id) => `hsl(${hue(id)} ${38 + (hashed(`${id}.`) % 3) * 9}% ${29 + (hashed(`${id}:`) % 3) * 3}%)`);
export const lining = remembered((id) => `hsl(${(hue(id) + 28) % 360} 46% ${40 + (hashed(`${id};`) % 3) * 3}%)`);

/** A function of a text that is worked out once for each; as many are kept as there may be people. */
function remembered(work) {
  const known = new Map();
  return (text) => {
    if (!known.has(text)) {
      if (known.size > MOST) known.clear();
      known.set(text, work(text));
    }
    return known.get(text);
  };
}

const STEPS = 10;
const cache = new Map();

/** The colour of a feeling: vermilion for hate over grey to green for liking, rose when it is love. */
export function feeling(affinity, attraction = 0) {
  const step = Math.round((clamped(affinity, -1000, 1000) / 1000) * STEPS);
  const key = `${dark() ? "d" : "l"}${attraction >= 300 && affinity > 0 ? "r" : ""}${step}`;
  if (!cache.has(key)) cache.set(key, mixed(step / STEPS, key.includes("r"), dark()));
  return cache.get(key);
}

function mixed(share, love, night) {
  const depth = Math.abs(share) ** 0.7;
  const lightness = (night ? 62 : 55) - (night ? -4 : 12) * depth;
  if (share < 0) return `hsl(10 ${14 + 66 * depth}% ${lightness}%)`;
  if (love) return `hsl(336 ${34 + 42 * depth}% ${lightness}%)`;
  return `hsl(166 ${8 + 50 * depth}% ${lightness - (night ? 6 : 6) * depth}%)`;
}

export const KINDS = {
  beloved: { name: "love", sign: "♥" },
  friend: { name: "friends", sign: "●" },
  acquaintance: { name: "known", sign: "○" },
  rival: { name: "rivals", sign: "◆" },
  enemy: { name: "hate", sign: "✖" },
  stranger: { name: "no tie", sign: "·" },
};

/** A colour that a style sheet has a name for, for drawings on canvas. */
export function named(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
