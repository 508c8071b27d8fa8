/** What is shown: the present as it happens, or a moment of the past that moves on when it is replayed. */

import { get } from "./gateway.js";
import { hung } from "./likenesses.js";
import { Past, pages } from "./past.js";
import { presence } from "./presence.js";
import { Stream } from "./stream.js";
import { gravity } from "./telling.js";
import { World } from "./world.js";

const WHOLE = 1500; // a chronicle of so many events is read as a whole; of a longer one the present, then the rest on demand
const RECENT = 400; // so many events of it are read for the feed and the pulse
const BEGINNINGS = ["ecosystem_founded", "character_joined"];
const TURNINGS = ["relationship_turned", "tick_completed"];
const SHOWN = "fabula.shown"; // a mark of the browser's performance timeline
const STEP_MS = 1600; // a tick of a replay at 1x

/**
 * Tells its listeners:
 * `reset(world, events)`: everything is another; these were the last events.
 * `events(world, events)`: these have just been applied.
 * `mode(mode)`, `connection(state, detail)`, `head(head)`, `progress(share | null, text)`.
 * Whoever has something run ahead tells `running(share | null)`, and sets `cancel` to what is to be done when somebody has enough of it.
 */
export class Show {
  constructor(id) {
    this.id = id;
    hung(id);
    this.live = new World();
    this.world = this.live;
    this.past = new Past(id);
    this.mode = "live";
    this.speed = 1;
    this.head = null;
    this._listeners = [];
    this._pending = [];
  }

  on(listener) {
    this._listeners.push(listener);
  }

  tell(what, ...said) {
    for (const listener of this._listeners) listener[what]?.(...said);
  }

  /** Read the present, show it, and follow from there. Raises Refusal. */
  async begin() {
    this.head = await get(`/ecosystems/${encodeURIComponent(this.id)}`);
    this.tell("head", this.head);
    if (this.head.seq <= WHOLE) await this._read();
    else await this._join();
    this.tell("reset", this.live, this.past.events.slice(-RECENT));
    this._follow();
  }

  /** Hear and do nothing more. */
  end() {
    this._ended = true;
    this._pause();
    this._stream?.close();
    this._reading?.abort();
  }

  /** Ask again where the ecosystem stands: whether it lives, and why not. */
  async refresh() {
    try {
      this.head = await get(`/ecosystems/${encodeURIComponent(this.id)}`);
      this.tell("head", this.head);
    } catch (error) {
      if (error.status === 404 || error.status === 403) this.tell("connection", "ended", error.message);
    }
  }

  /** Look at the end of a tick of the past. */
  async goto(tick) {
    if (tick >= this.live.tick) return this.present();
    this._pause();
    await this._look(tick);
  }

  /** Replay from the moment that is shown, so many times as fast. */
  play(speed) {
    this.speed = speed;
    if (this.mode === "live") return this.goto(Math.max(0, this.live.tick - 10)).then(() => this.mode === "past" && this._run());
    return this._run();
  }

  /** Let what is shown stand still. */
  hold() {
    this._pause();
    if (this.mode === "live") return this._look(this.live.tick);
    return this._turn("past");
  }

  /** Back to what happens now. */
  present() {
    this._pause();
    this._reading?.abort();
    this.world = this.live;
    this._turn("live");
    this.tell("progress", null, "");
    this.tell("reset", this.live, this.past.events.slice(-RECENT));
  }

  /** The next moment, as far as known, at which love or hate began or ended. */
  nextTurn(from = this.world.tick) {
    return this.live.beats.find((beat) => beat.tick > from && beat.turns.some((turn) => gravity(turn) >= 2))?.tick;
  }

  /** The last such moment before. */
  lastTurn(from = this.world.tick) {
    return this.live.beats.findLast((beat) => beat.tick < from && beat.turns.some((turn) => gravity(turn) >= 2))?.tick;
  }

  async _read() {
    for await (const events of pages(this.id, 0, this.head.seq)) {
      for (const event of events) this._take(event);
      this.tell("progress", this.live.seq / this.head.seq, "Reading the chronicle");
    }
    this.tell("progress", null, "");
  }

  async _join() {
    for await (const events of pages(this.id, 0, this.head.seq, undefined, BEGINNINGS)) for (const event of events) this.live.apply(event);
    this.past.begun = this.live.clone();
    const state = await presence(this.id);
    this.live.adopt(state);
    const events = [];
    for await (const page of pages(this.id, Math.max(0, state.seq - RECENT), state.seq)) events.push(...page);
    this._recall(events.filter((event) => event.seq <= state.seq));
    this.past.newest = state.tick;
    this.past.frame(this.live);
    this._remember();
  }

  /** Have the pulse know how many scenes earlier ticks had, and how they turned; what they felt like is read when one goes there. */
  async _remember() {
    const known = this.live.beats[0]?.tick ?? this.live.tick + 1;
    const earlier = new World();
    try {
      for await (const events of pages(this.id, 0, this.past.floor, undefined, TURNINGS)) {
        for (const event of events) if (event.tick < known) earlier.apply(event);
        if (this._ended) return;
      }
      for (const beat of earlier.beats) beat.unfelt = true;
    } catch (error) {
      this.tell("trouble", error);
    }
    this.live.beats = [...earlier.beats, ...this.live.beats];
    this.tell("behind", 0);
  }

  /** Have the pulse and the memories know of what led to a snapshot. */
  _recall(events) {
    const aside = new World();
    for (const event of events) {
      aside.apply(event);
      this.past.add(event, aside);
    }
    this.live.beats = aside.beats;
    this.past.frames.splice(1);
  }

  _take(event) {
    this.live.apply(event);
    this.past.newest = event.tick;
    if (event.tick > 0 && this.past.begun.seq === 0) this.past.begun = this.live.clone();
    this.past.add(event, this.live);
  }

  _follow() {
    this._stream = new Stream(this.id, this.live.seq, {
      events: (event) => this._heard(event),
      snapshot: () => this._missed(),
      state: (state, detail) => this.tell("connection", state, detail),
    });
  }

  _heard(event) {
    this._take(event);
    this._pending.push(event);
    if (this._pending.length > 1) return;
    if (document.hidden) setTimeout(() => this._flush(), 200);
    else requestAnimationFrame(() => this._flush());
  }

  _flush() {
    const events = this._pending;
    this._pending = [];
    if (this.mode === "live") {
      shown(events.at(-1).seq); // asked for first, so that it is told before what others leave to the next picture
      this.tell("events", this.live, events);
    } else this.tell("behind", this.live.tick - this.world.tick);
  }

  /** Too much was missed: begin anew, from the present. */
  async _missed() {
    this._stream.close();
    this.live = new World();
    this.past = new Past(this.id);
    this.world = this.live;
    this._turn("live");
    await this.begin();
  }

  async _look(tick) {
    this._reading?.abort();
    const reading = (this._reading = new AbortController());
    try {
      const world = await this.past.at(tick, this.live.seq, (share) => this.tell("progress", share, "Going back"), reading.signal);
      const events = await this.past.before(world.seq, RECENT, reading.signal);
      if (reading.signal.aborted) return;
      this.world = world;
      this._turn("past");
      this.tell("reset", world, events);
    } catch (error) {
      if (error.name !== "AbortError") this.tell("trouble", error);
    } finally {
      if (!reading.signal.aborted) this.tell("progress", null, "");
    }
  }

  _run() {
    this._pause();
    this._turn("replay");
    this._timer = setInterval(() => this._step(), STEP_MS / this.speed);
  }

  async _step() {
    if (this._stepping) return;
    this._stepping = true;
    try {
      if (this.world.tick >= this.live.tick) return this.present();
      const events = await this.past.tick(this.world.seq, this.world.tick + 1, this.live.seq);
      if (this.mode !== "replay") return undefined;
      for (const event of events) this.world.apply(event);
      this.tell("events", this.world, events);
      return undefined;
    } catch (error) {
      this.hold();
      this.tell("trouble", error);
      return undefined;
    } finally {
      this._stepping = false;
    }
  }

  _pause() {
    clearInterval(this._timer);
  }

  _turn(mode) {
    this.mode = mode;
    this.tell("mode", mode);
  }
}

/** Note in the browser's own record that events up to a number have been on the page for a picture. Only the last note is kept. */
function shown(seq) {
  if (document.hidden) return; // nobody draws, and what is asked of pictures would pile up
  requestAnimationFrame(() => {
    performance.clearMarks(SHOWN);
    performance.mark(SHOWN, { detail: seq });
  });
}
