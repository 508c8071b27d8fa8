/** What has happened so far, as far as this page has heard of it; the rest is fetched when somebody wants to see it. */

import { World } from "./world.js";
import { get } from "./gateway.js";
import { presenceAt } from "./presence.js";

const PAGE = 200;
const KEPT = 8000; // events in memory
const GONE = PAGE; // so many make room at once: few, so that what is kept is always about as much
const EVERY = 800; // events between two frames
const FOLDED = 2500; // so many events are folded at most to get to a moment

/** The events of an ecosystem after a number, page by page, as long as there are some up to `until`. */
export async function* pages(ecosystem, after, until, signal, kinds = []) {
  let at = after;
  while (at < until) {
    const page = await get(`/ecosystems/${encodeURIComponent(ecosystem)}/events`, { after: at, limit: PAGE, kind: kinds }, signal);
    if (!page.items.length) return;
    at = page.items.at(-1).seq;
    yield page.items;
    if (page.items.length < PAGE) return;
  }
}

/** Keeps the newest events without gap, and frames: whole worlds from which one can go on. */
export class Past {
  constructor(ecosystem) {
    this.ecosystem = ecosystem;
    this.events = [];
    this.frames = [new World()];
    this.begun = new World(); // as it was at tick 0
    this.newest = 0; // the tick that is known to be the last one
    this._since = 0;
  }

  /** Note what has just been applied to this world. */
  add(event, world) {
    const last = this.events.at(-1);
    if (last && event.seq !== last.seq + 1) return;
    this.events.push(event);
    if (this.events.length > KEPT) this._forget();
    this._since += 1;
    if (event.kind === "tick_completed" && this._since >= EVERY) this.frame(world);
  }

  /** Keep this world, which stands at the end of a tick. */
  frame(world) {
    this._since = 0;
    const kept = world.clone();
    kept.beats = [];
    this.frames.push(kept);
  }

  /** Make room, and let go of the frames that what is left does not lead on from. */
  _forget() {
    this.events.splice(0, GONE);
    this.frames = this.frames.filter(({ seq }, i) => i === 0 || seq + 1 >= this.floor);
  }

  /** The number of the first event that is in memory. */
  get floor() {
    return this.events[0]?.seq ?? Infinity;
  }

  /** The world as it was at the end of a tick. `progress(share)` is told how far it has got. */
  async at(tick, head, progress, signal) {
    const frame = this.frames.findLast((one) => one.tick <= tick) ?? this.frames[0];
    if (this._far(frame, tick, head)) return this._read(tick, signal);
    const world = frame.clone();
    world.beats = [];
    for await (const events of this._after(frame.seq, head, signal)) {
      for (const event of events) {
        if (event.tick > tick) return world;
        world.apply(event);
      }
      progress(tick ? (world.tick - frame.tick) / Math.max(1, tick - frame.tick) : 1);
    }
    return world;
  }

  /** Whether too much happened between a frame and a tick to fold it all. */
  _far(frame, tick, head) {
    const each = head / Math.max(1, this.newest);
    return frame.seq + 1 < this.floor && tick > frame.tick && (tick - frame.tick) * each > FOLDED;
  }

  /** The world at the end of a tick, read instead of folded. */
  async _read(tick, signal) {
    const begun = this.begun.clone();
    begun.beats = [];
    const { world, presence } = await presenceAt(this.ecosystem, tick, begun, signal);
    world.adopt(presence);
    return world;
  }

  /** All events of one tick after this number. */
  async tick(after, tick, head, signal) {
    const found = [];
    for await (const events of this._after(after, head, signal)) {
      for (const event of events) {
        if (event.tick > tick) return found;
        found.push(event);
      }
    }
    return found;
  }

  /** Up to so many events, the last one being this number. */
  async before(seq, most, signal) {
    if (seq >= this.floor) {
      const end = Math.min(this.events.length, seq - this.floor + 1);
      const begin = Math.max(0, end - most);
      if (begin > 0 || this.floor === 1 || end >= 100) return this.events.slice(begin, end);
    }
    const found = [];
    for await (const events of pages(this.ecosystem, Math.max(0, seq - most), seq, signal)) found.push(...events);
    return found.filter((event) => event.seq <= seq);
  }

  async *_after(seq, head, signal) {
    if (seq + 1 >= this.floor) {
      const begin = seq - this.floor + 1;
      for (let at = begin; at < this.events.length; at += PAGE) yield this.events.slice(at, at + PAGE);
      return;
    }
    yield* pages(this.ecosystem, seq, head, signal);
  }
}
