/** How the web is drawn on its canvas: ties as bent strokes, people as coats with their letters, and what passes between them. */

import { font } from "./labels.js";
import { monogram } from "./portraits.js";
import { coat, feeling, lining, named } from "./tints.js";
import { shade } from "./moods.js";

const TURN = Math.PI * 2;

export const LEGIBLE = 8; // pixels of a radius from which there is room for letters, or a picture

/** The colours of the moment, read once for each picture. */
export function paints() {
  return { ink: named("ink"), paper: named("card"), quiet: named("quiet"), good: named("good"), bad: named("bad"), gold: named("gold") };
}

/** How wide a tie is drawn, by familiarity. */
export const breadth = (familiarity) => 0.7 + (familiarity / 1000) * 2.6;

/** The bend of a tie, to its right, so that both directions can be seen. */
export function bend(a, b) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  return [(a.x + b.x) / 2 - dy * 0.09, (a.y + b.y) / 2 + dx * 0.09];
}

/** Where something is that has gone this share of the way along a tie. */
export function along(a, b, share) {
  const [cx, cy] = bend(a, b);
  const rest = 1 - share;
  return [rest * rest * a.x + 2 * rest * share * cx + share * share * b.x, rest * rest * a.y + 2 * rest * share * cy + share * share * b.y];
}

/** Many ties of one look as one stroke, which is what makes hundreds of them cheap. */
export function ties(context, strands, { scale, opacity }) {
  const looks = new Map();
  for (const strand of strands) {
    const width = Math.round(breadth(strand.familiarity) * (strand.presence ?? 1) * 2) / 2;
    if (!width) continue;
    const hostile = strand.affinity <= -200;
    const key = `${feeling(strand.affinity, strand.attraction)}|${width}|${hostile}`;
    if (!looks.has(key)) looks.set(key, { color: feeling(strand.affinity, strand.attraction), width, hostile, paths: [] });
    looks.get(key).paths.push(strand);
  }
  context.globalAlpha = opacity;
  for (const { color, width, hostile, paths } of looks.values()) {
    context.strokeStyle = color;
    context.lineWidth = width / scale;
    context.setLineDash(hostile ? [5 / scale, 3.5 / scale] : []);
    context.beginPath();
    for (const { a, b } of paths) {
      context.moveTo(a.x, a.y);
      context.quadraticCurveTo(...bend(a, b), b.x, b.y);
    }
    context.stroke();
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** A tie that has just turned: a broad glow that fades. `glow` 1 … 0. */
export function flash(context, strand, glow, scale) {
  context.globalAlpha = 0.75 * glow;
  context.strokeStyle = feeling(strand.affinity, strand.attraction);
  context.lineWidth = (breadth(strand.familiarity) + 12 * glow) / scale;
  context.lineCap = "round";
  context.beginPath();
  context.moveTo(strand.a.x, strand.a.y);
  context.quadraticCurveTo(...bend(strand.a, strand.b), strand.b.x, strand.b.y);
  context.stroke();
  context.globalAlpha = 1;
}

/** The head of an arrow near the one whom a feeling is for. */
export function arrow(context, strand, radius, scale) {
  const { a, b } = strand;
  const [cx, cy] = bend(a, b);
  const angle = Math.atan2(b.y - cy, b.x - cx);
  const [x, y] = [b.x - Math.cos(angle) * (radius + 1.5 / scale), b.y - Math.sin(angle) * (radius + 1.5 / scale)];
  const size = 7 / scale;
  context.fillStyle = feeling(strand.affinity, strand.attraction);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x - size * Math.cos(angle - 0.45), y - size * Math.sin(angle - 0.45));
  context.lineTo(x - size * Math.cos(angle + 0.45), y - size * Math.sin(angle + 0.45));
  context.fill();
}

/** The sign of love or hate on the middle of a tie, so that colour is not all that tells. */
export function sign(context, strand, paint, scale) {
  const love = strand.kind === "beloved";
  const [x, y] = along(strand.a, strand.b, 0.5);
  const size = 5.2 / scale;
  context.fillStyle = context.strokeStyle = feeling(strand.affinity, love ? 1000 : 0);
  if (love) {
    context.beginPath();
    context.moveTo(x, y + size * 0.9);
    context.bezierCurveTo(x - size * 1.7, y - size * 0.3, x - size * 0.8, y - size * 1.4, x, y - size * 0.45);
    context.bezierCurveTo(x + size * 0.8, y - size * 1.4, x + size * 1.7, y - size * 0.3, x, y + size * 0.9);
    context.lineWidth = 2.4 / scale;
    context.strokeStyle = paint.paper;
    context.stroke();
    context.fill();
    return;
  }
  const arm = size * 0.62;
  for (const [color, width] of [[paint.paper, 5], [feeling(strand.affinity), 2.2]]) {
    context.strokeStyle = color;
    context.lineWidth = width / scale;
    context.beginPath();
    context.moveTo(x - arm, y - arm);
    context.lineTo(x + arm, y + arm);
    context.moveTo(x + arm, y - arm);
    context.lineTo(x - arm, y + arm);
    context.stroke();
  }
}

/** A word on its way from one to another. */
export function spark(context, { a, b, share, affinity }, scale) {
  const [x, y] = along(a, b, share);
  context.globalAlpha = Math.min(1, 4 * Math.min(share, 1 - share) + 0.2);
  context.fillStyle = feeling(affinity);
  context.beginPath();
  context.arc(x, y, 3.4 / scale, 0, TURN);
  context.fill();
  context.globalAlpha = 1;
}

/** Somebody: the picture, or the coat, with letters when there is room; and a ring for the mood. */
export function person(context, body, look, paint, scale) {
  const { radius, opacity, chosen, mood, picture } = look;
  context.globalAlpha = opacity;
  context.fillStyle = paint.paper;
  context.beginPath();
  context.arc(body.x, body.y, radius + 2 / scale, 0, TURN);
  context.fill();
  context.fillStyle = coat(body.id);
  context.beginPath();
  context.arc(body.x, body.y, radius, 0, TURN);
  context.fill();
  if (picture) context.drawImage(picture, body.x - radius, body.y - radius, radius * 2, radius * 2);
  const level = mood ? shade(mood) : 0;
  context.lineWidth = (chosen ? 3 : 1.8) / scale;
  context.strokeStyle = chosen ? paint.ink : level > 0 ? paint.good : level < 0 ? paint.bad : lining(body.id);
  context.setLineDash(level < 0 && !chosen ? [2.5 / scale, 2 / scale] : []);
  context.stroke();
  context.setLineDash([]);
  if (!picture && radius * scale >= LEGIBLE) {
    context.fillStyle = "#fff";
    context.font = `600 ${radius * 0.84}px Inter, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(monogram(body.name), body.x, body.y + radius * 0.04);
  }
  context.globalAlpha = 1;
}

/** A name that has found its place, in pixels of the screen. */
export function label(context, { text, x, y, strong }, paint) {
  context.font = font(strong);
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  context.lineWidth = 3.5;
  context.strokeStyle = paint.paper;
  context.strokeText(text, x, y);
  context.fillStyle = paint.ink;
  context.fillText(text, x, y);
}
