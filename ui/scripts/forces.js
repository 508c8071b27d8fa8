/** Where the people of a web stand: those who are tied near each other, everybody apart. The same ties give the same picture. */

import { dice, hashed } from "./numbers.js";

const REST = 0.004; // below so much movement a web stands still
const COOLING = 0.985; // of everybody who looks for a place
const SETTLING = 0.965; // of those who have one and make room for a change
const NEAR = 46;

/** Positions in a plane with its middle at 0, 0. `bodies` may be read at any time; `step` moves them a little. */
export class Forces {
  constructor() {
    this.bodies = [];
    this.links = [];
    this.heat = 0;
    this.cooling = COOLING;
    this.aspect = 1; // breadth by height of what they are to fill
    this._index = new Map();
  }

  /** Take over who there is (ids) and who is tied to whom ([a, b, strength 0 … 1]). Who was there already keeps his or her place. */
  set(ids, links) {
    const before = this._index;
    this._index = new Map();
    this.bodies = ids.map((id, i) => {
      const body = before.get(id) ?? seated(id, i, ids.length);
      this._index.set(id, body);
      return body;
    });
    this.links = links.map(([a, b, pull]) => ({ a: this._index.get(a), b: this._index.get(b), pull })).filter(({ a, b }) => a && b);
    for (const body of this.bodies) body.degree = 0;
    for (const { a, b, pull } of this.links) [a.degree, b.degree] = [a.degree + pull, b.degree + pull];
    for (const body of this.bodies) body.charge = 1 + 0.22 * body.degree; // those with many ties need room for them
    this.heat = before.size ? Math.max(this.heat, 0.2) : 1;
    this.cooling = before.size && this.heat < 0.5 ? SETTLING : COOLING;
  }

  get(id) {
    return this._index.get(id);
  }

  get moving() {
    return this.heat > REST;
  }

  /** Warm it up again, so that it finds another rest. */
  stir(heat = 0.3) {
    this.cooling = COOLING;
    this.heat = Math.max(this.heat, heat);
  }

  /** Let it come to rest at once, for those who want no motion. */
  settle(steps = 260) {
    for (let i = 0; i < steps && this.moving; i++) this.step();
  }

  step() {
    const { bodies, heat } = this;
    this._apart();
    for (const { a, b, pull } of this.links) attract(a, b, pull, heat);
    const inward = 0.012 * heat * Math.max(1, 90 / Math.max(30, bodies.length));
    const bent = this.aspect ** 1.15;
    for (const body of bodies) {
      if (body.held) continue;
      const pull = inward * (body.degree < 1 ? 1.8 : 1); // who has few ties is not to be driven out to the edge
      body.vx -= (body.x * pull) / bent;
      body.vy -= body.y * pull * bent;
      body.x += body.vx;
      body.y += body.vy;
      body.vx *= 0.62;
      body.vy *= 0.62;
    }
    this.heat *= this.cooling;
  }

  /** Everybody pushes away those near by; a grid spares asking those who are far. */
  _apart() {
    const reach = this.bodies.length > 160 ? NEAR * 3 : Infinity;
    if (reach === Infinity) {
      for (let i = 0; i < this.bodies.length; i++) for (let j = i + 1; j < this.bodies.length; j++) repel(this.bodies[i], this.bodies[j], this.heat);
      return;
    }
    const cells = new Map();
    for (const body of this.bodies) {
      const key = Math.round(body.x / reach) * 100_003 + Math.round(body.y / reach);
      body.cell = key;
      const cell = cells.get(key);
      if (cell) cell.push(body);
      else cells.set(key, [body]);
    }
    for (const [key, cell] of cells) for (const off of HALF) between(cell, cells.get(key + off), off === 0, this.heat);
  }
}

const HALF = [0, 1, 100_002, 100_003, 100_004];

function between(cell, other, same, heat) {
  if (!other) return;
  for (let i = 0; i < cell.length; i++) for (let j = same ? i + 1 : 0; j < other.length; j++) repel(cell[i], other[j], heat);
}

function repel(a, b, heat) {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const square = dx * dx + dy * dy + 40;
  const push = ((3000 * a.charge * b.charge) / square) * heat * (square < NEAR * NEAR ? 1.6 : 1);
  const length = Math.sqrt(square);
  const [px, py] = [(dx / length) * push, (dy / length) * push];
  a.vx -= px;
  a.vy -= py;
  b.vx += px;
  b.vy += py;
}

function attract(a, b, pull, heat) {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length = Math.sqrt(dx * dx + dy * dy) || 1;
  const wanted = 74 - 26 * pull + 5 * Math.sqrt(a.degree + b.degree);
  const force = ((length - wanted) / length) * (0.03 + 0.09 * pull) * heat;
  const [fx, fy] = [(dx * force) / Math.max(1, a.degree * 0.35), (dy * force) / Math.max(1, a.degree * 0.35)];
  a.vx += fx;
  a.vy += fy;
  const share = Math.max(1, a.degree * 0.35) / Math.max(1, b.degree * 0.35);
  b.vx -= fx * share;
  b.vy -= fy * share;
}

function seated(id, i, count) {
  const roll = dice(hashed(id));
  roll();
  const angle = i * 2.399963 + roll() * 0.4; // a sunflower's seeds
  const radius = 14 * Math.sqrt(i + 1) + Math.min(60, count / 8);
  return { id, x: Math.cos(angle) * radius, y: Math.sin(angle) * radius, vx: 0, vy: 0, degree: 0, held: false };
}
