/** Where names stand on the web, so that none lies on another one or on somebody's face. */

const HIGH = 14;
const GAP = 4;
const MARGIN = 2;
const FIRST = 20;
const FONTS = { true: "650 12.5px Inter, sans-serif", false: "500 11.5px Inter, sans-serif" };

const widths = new Map();
document.fonts.ready.then(() => widths.clear()); // until then they were those of another font

/**
 * Names that fit, as [{text, x, y, strong}], `x` the middle and `y` the top, in pixels of the screen.
 * `wanted` are [{text, x, y, radius, strong}] and `people` [{x, y, radius}] whom they must not hide, both the most important first:
 * names of the first few may lie on faces of those who are not. Strong ones are always there.
 */
export function placed(context, wanted, people, { width, height }) {
  const taken = [];
  const found = [];
  const few = people.slice(0, FIRST);
  for (const [rank, one] of wanted.entries()) {
    const half = breadth(context, one) / 2 + MARGIN;
    const spots = around(one, half);
    const spot = spots.find((at) => inside(at, half, width, height) && free(at, half, taken, rank < FIRST ? few : people, one)) ?? (one.strong ? spots[0] : null);
    if (!spot) continue;
    taken.push([spot.x - half, spot.y, spot.x + half, spot.y + HIGH]);
    found.push({ text: one.text, x: spot.x, y: spot.y, strong: one.strong });
  }
  return found;
}

/** The font of a name. */
export const font = (strong) => FONTS[Boolean(strong)];

function around({ x, y, radius }, half) {
  return [
    { x, y: y + radius + 2 },
    { x, y: y - radius - HIGH - 2 },
    { x: x + radius + GAP + half, y: y - HIGH / 2 },
    { x: x - radius - GAP - half, y: y - HIGH / 2 },
  ];
}

function inside({ x, y }, half, width, height) {
  return x - half > 0 && x + half < width && y > 0 && y + HIGH < height;
}

function free({ x, y }, half, taken, people, own) {
  const [left, top, right, bottom] = [x - half, y, x + half, y + HIGH];
  for (const [l, t, r, b] of taken) if (left < r && right > l && top < b && bottom > t) return false;
  for (const one of people) {
    if (one.x === own.x && one.y === own.y) continue;
    const dx = one.x - Math.max(left, Math.min(one.x, right));
    const dy = one.y - Math.max(top, Math.min(one.y, bottom));
    if (dx * dx + dy * dy < one.radius * one.radius) return false;
  }
  return true;
}

function breadth(context, { text, strong }) {
  const key = `${strong ? "!" : ""}${text}`;
  if (!widths.has(key)) {
    context.font = font(strong);
    widths.set(key, context.measureText(text).width);
  }
  return widths.get(key);
}
