/** What people look like, where somebody has given them a picture. Only the gateway is asked, and only for names that it makes. */

import { el } from "./elements.js";

const NAME = /^[0-9a-f]{32}\.(png|jpg|webp)$/; // whatever else older worlds call a portrait is none
const AGAIN_MS = 60_000; // after so long a picture that did not come is asked for again
const ROUND = 96; // pixels of a picture for a canvas
const API = "/api/v1";

let wall = ""; // where the pictures of the world are that is shown
const seen = new Set(); // addresses of pictures that have come
const missing = new Map(); // address → when it did not come
const medallions = new Map(); // address → round picture; null until it has come

/** From now on people are of this world, unless they say otherwise. */
export function hung(ecosystem) {
  wall = `${API}/ecosystems/${encodeURIComponent(ecosystem)}/pictures/`;
  medallions.clear();
}

/** The address of a picture of a scenario; "" when it is none. */
export const ofScenario = (scenario, name) => (NAME.test(name ?? "") ? `${API}/scenarios/${encodeURIComponent(scenario)}/pictures/${name}` : "");

/** The address of the picture of somebody in one's library, another one for each picture. */
export const ofOwn = ({ id, persona }) => (NAME.test(persona.portrait ?? "") ? `${API}/characters/${encodeURIComponent(id)}/portrait#${persona.portrait}` : "");

/** The address of somebody's picture: `picture`, or that of the persona in the world that is shown. */
export function address({ picture, persona }) {
  if (picture !== undefined) return picture;
  return wall && NAME.test(persona?.portrait ?? "") ? wall + persona.portrait : "";
}

/** The picture, to be laid over a monogram, which is seen until it comes and if it does not; null when there is none. */
export function likeness(person) {
  const at = address(person);
  if (!at || performance.now() - (missing.get(at) ?? -AGAIN_MS) < AGAIN_MS) return null;
  const known = seen.has(at); // then it is there at once, and the monogram does not flash up
  const image = el("img", { class: known ? "likeness come" : "likeness", alt: "", draggable: "false", loading: known ? "eager" : "lazy", decoding: known ? "sync" : "async" });
  image.addEventListener("load", () => (seen.add(at), image.classList.add("come")));
  image.addEventListener("error", () => (missing.set(at, performance.now()), seen.delete(at), image.remove()));
  image.src = at;
  return image;
}

/** A round picture for a canvas; null until it has come, which `come()` tells, and when there is none. */
export function medallion(at, come) {
  if (!at) return null;
  if (!medallions.has(at)) {
    medallions.set(at, null);
    const image = new Image();
    image.addEventListener("load", () => (medallions.set(at, rounded(image)), come()));
    image.addEventListener("error", () => setTimeout(() => medallions.delete(at), AGAIN_MS));
    image.src = at;
  }
  return medallions.get(at);
}

function rounded(image) {
  const canvas = el("canvas", { width: ROUND, height: ROUND });
  const context = canvas.getContext("2d");
  context.beginPath();
  context.arc(ROUND / 2, ROUND / 2, ROUND / 2, 0, Math.PI * 2);
  context.clip();
  covered(context, image, image.naturalWidth, image.naturalHeight, ROUND);
  return canvas;
}

/** The middle of a picture, so large that it fills a square. */
export function covered(context, image, width, height, size) {
  const side = Math.min(width, height);
  context.drawImage(image, (width - side) / 2, (height - side) / 2, side, side, 0, 0, size, size);
}
