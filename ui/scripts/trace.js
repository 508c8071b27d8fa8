/** How a feeling came to be what it is: points in time, packed, shared by all worlds that have them. */

const TRACED = 60; // points told: the first one, and the newest others
const SPARE = 30; // so many more are written before those that are not told any more are let go

/** Affinity by tick. Never changes for whoever holds it: `with` makes another one. */
export class Trace {
  /** `numbers` [tick, affinity, tick, affinity, …], of which so many `points` are this one's. Later ones are another's. */
  constructor(numbers = [], points = numbers.length / 2) {
    this._numbers = numbers;
    this.length = Math.min(points, TRACED);
    this._points = points;
  }

  /** Of points [[tick, affinity], …], the oldest first. */
  static of(points) {
    return new Trace(points.slice(-TRACED).flat());
  }

  /** The same with one more point, which takes the place of the last one when that is of the same tick. */
  with(tick, affinity) {
    const again = this._points > 0 && this._numbers[2 * this._points - 2] === tick;
    const numbers = again || this._full || this._another ? this._copy(again ? 1 : 0) : this._numbers;
    numbers.push(tick, affinity);
    return new Trace(numbers);
  }

  /** Its points, [tick, affinity] each, the oldest first. */
  *[Symbol.iterator]() {
    const skipped = this._points - this.length;
    for (let i = 0; i < this._points; i += i === 0 ? 1 + skipped : 1) yield [this._numbers[2 * i], this._numbers[2 * i + 1]];
  }

  get _full() {
    return this._points >= TRACED + SPARE;
  }

  /** Whether another world has gone on from here already. */
  get _another() {
    return this._numbers.length > 2 * this._points;
  }

  /** What is told of it, without so many of the last points. */
  _copy(without) {
    return [...this].slice(0, this.length - without).flat();
  }
}
