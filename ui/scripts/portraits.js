/** Portraits: a picture, or a coat in two colours with a monogram, always the same for the same person; and a face for the mood. */

import { el, svg } from "./elements.js";
import { likeness } from "./likenesses.js";
import { hashed } from "./numbers.js";
import { coat, lining } from "./tints.js";
import { called, shade } from "./moods.js";

const MOUTHS = { "-2": "M3.6 9.6 Q6 6.4 8.4 9.6", "-1": "M3.8 9 Q6 7.4 8.2 9", 0: "M4 8.4 H8", 1: "M3.8 7.8 Q6 9.4 8.2 7.8", 2: "M3.5 7.2 Q6 10.6 8.5 7.2" };

const PARTICLES = new Set(["de", "la", "le", "the", "of", "von", "van", "du", "des", "d'"]);

/** One or two letters that stand for a name. */
export function monogram(name) {
  const parts = name.split(/[\s-]+/).filter((part) => part && !PARTICLES.has(part.toLowerCase()));
  const first = [...(parts[0] ?? "?")][0];
  const last = parts.length > 1 ? [...parts.at(-1)][0] : ([...(parts[0] ?? "")][1] ?? "");
  return (first.toUpperCase() + (parts.length > 1 ? last.toUpperCase() : last.toLowerCase())).normalize("NFC");
}

/** A portrait of so many pixels. With `mood` it wears a face, which says with a sign what its colour says. */
export function portrait(person, size, mood = null) {
  const drawing = svg("svg", { viewBox: "0 0 40 40", width: size, height: size, class: "portrait", "aria-hidden": "true" });
  const turn = (hashed(person.id) % 8) * 45;
  drawing.append(
    svg("circle", { cx: 20, cy: 20, r: 20, fill: coat(person.id) }),
    svg("path", { d: CUTS[hashed(`${person.id}!`) % CUTS.length], fill: lining(person.id), transform: `rotate(${turn} 20 20)`, opacity: 0.55 }),
    svg("text", { x: 20, y: 20.5, "text-anchor": "middle", "dominant-baseline": "central", class: "monogram", text: monogram(person.name) }),
  );
  const frame = el("span", { class: "framed", style: { "--size": `${size}px` } }, drawing, likeness(person));
  if (mood) frame.append(face(mood));
  return frame;
}

const CUTS = [
  "M0 20 A20 20 0 0 1 40 20 Z",
  "M20 0 A20 20 0 0 1 40 20 L20 20 Z",
  "M20 0 A20 20 0 0 1 20 40 Q8 20 20 0 Z",
  "M5 8 A20 20 0 0 1 35 8 L20 26 Z",
];

/** A small face: mouth up or down, and its colour with it. */
export function face(mood) {
  const level = shade(mood);
  return el("span", { class: "face", "data-mood": level, title: called(mood) },
    svg("svg", { viewBox: "0 0 12 12", "aria-hidden": "true" },
      svg("circle", { cx: 4.1, cy: 4.6, r: 0.8 }), svg("circle", { cx: 7.9, cy: 4.6, r: 0.8 }), svg("path", { d: MOUTHS[level] })));
}

/** Change the face on a portrait that is already shown. */
export function refaced(frame, mood) {
  const old = frame.querySelector(".face");
  if (old && old.dataset.mood === String(shade(mood)) && old.title === called(mood)) return;
  old?.remove();
  frame.append(face(mood));
}
