/** Mood and needs as they drift with story time: the arithmetic of `actors/mind/mood.py` and `needs.py`, and words for them. */

import { clamped } from "./numbers.js";

export const NEEDS = ["energy", "company", "esteem", "safety", "curiosity"];

const DRIFT = [45, -14, -7, 6, -9];
const FULL = [800, 600, 600, 700, 600];
const HOME = 100;

export const newborn = () => [...FULL];

/** Where somebody's mood comes to rest, from his or her traits. */
export function resting(traits) {
  const [o, c, e, a, n] = traits;
  return [
    clamped(Math.floor((210 * e + 590 * a - 190 * n) / 1400), -1000, 1000),
    clamped(Math.floor((150 * o + 300 * a + 570 * n) / 2000), -1000, 1000),
    clamped(Math.floor((250 * o + 170 * c + 600 * e - 320 * a) / 1600), -1000, 1000),
  ];
}

/** The mood after so many quiet ticks. */
export function returned(mood, rest, ticks) {
  if (ticks >= HOME) return [...rest];
  const now = [...mood];
  for (let tick = 0; tick < ticks; tick++) for (let i = 0; i < 3; i++) now[i] = nearer(now[i], rest[i]);
  return now;
}

function nearer(value, rest) {
  const gap = rest - value;
  if (gap === 0) return value;
  const step = Math.max(1, Math.floor(Math.abs(gap) / 16));
  return gap > 0 ? value + step : value - step;
}

export const pushed = (mood, shift) => mood.map((value, i) => clamped(value + shift[i], -1000, 1000));
export const drifted = (levels, ticks) => levels.map((level, i) => clamped(level + DRIFT[i] * ticks, 0, 1000));
export const filled = (levels, deltas) => levels.map((level, i) => clamped(level + deltas[i], 0, 1000));

const QUIET = 120;
const OCTANTS = {
  "+++": "in high spirits", "++-": "moved", "+-+": "at ease", "+--": "gentle",
  "-++": "angry", "-+-": "afraid", "--+": "scornful", "---": "downcast",
};

/** What one would call this mood. */
export function called([valence, arousal, dominance]) {
  if (Math.abs(valence) < QUIET) return Math.abs(arousal) > 400 ? "restless" : "calm";
  return OCTANTS[[valence, arousal, dominance].map((value) => (value >= 0 ? "+" : "-")).join("")];
}

/** Of which sign a mood is, for colour and picture alike: -2 … 2. */
export function shade([valence]) {
  if (Math.abs(valence) < QUIET) return 0;
  return valence > 0 ? (valence > 450 ? 2 : 1) : valence < -450 ? -2 : -1;
}
