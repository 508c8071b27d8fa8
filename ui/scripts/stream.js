/** One stream of what happens, for as long as a world is watched. It comes back by itself, where it stopped: nothing twice, nothing missed. */

import { known, renewed } from "./session.js";

const OPENED = "fabulaStream"; // on window: never more than one for each page
const PAUSES = [500, 1000, 2000, 4000, 8000];

/**
 * Follow an ecosystem after a number.
 * `heard.events(event)` for each event once and in order, `heard.snapshot(snapshot)` when too much was missed,
 * `heard.state("live" | "lost" | "ended", detail)` when the connection changes.
 */
export class Stream {
  constructor(ecosystem, after, heard) {
    this.ecosystem = ecosystem;
    this.last = after;
    this._heard = heard;
    this._failures = 0;
    window[OPENED]?.close();
    window[OPENED] = this;
    this._hide = () => this.close();
    window.addEventListener("pagehide", this._hide);
    this._open();
  }

  /** Hear nothing more. */
  close() {
    clearTimeout(this._later);
    this._source?.close();
    this._source = null;
    this._closed = true;
    window.removeEventListener("pagehide", this._hide);
  }

  _open() {
    if (this._closed) return;
    const path = `/api/v1/ecosystems/${encodeURIComponent(this.ecosystem)}/events/stream?after=${this.last}`;
    const source = new EventSource(path);
    this._source = source;
    source.onmessage = (message) => this._event(JSON.parse(message.data));
    source.addEventListener("opened", () => this._live());
    source.addEventListener("snapshot", (message) => this._snapshot(JSON.parse(message.data)));
    source.addEventListener("ended", (message) => this._ended(JSON.parse(message.data)));
    source.addEventListener("lagging", () => this._again());
    source.addEventListener("restarting", () => this._heard.state("lost", "the gateway restarts"));
    source.onopen = () => this._live();
    source.onerror = () => this._lost(source);
  }

  _live() {
    this._failures = 0;
    this._heard.state("live", "");
  }

  _event(event) {
    if (event.seq <= this.last) return;
    if (event.seq !== this.last + 1) return this._again(); // something is missing: ask for it
    this.last = event.seq;
    this._heard.events(event);
  }

  _snapshot(snapshot) {
    this.last = snapshot.seq;
    this._heard.snapshot(snapshot);
  }

  _ended(parting) {
    this.close();
    this._heard.state("ended", parting.detail || parting.code);
  }

  _lost(source) {
    this._heard.state("lost", "");
    if (source.readyState === EventSource.CLOSED) this._again(); // the browser has given up; we have not
  }

  /** Whoever was away long may have to show anew who he or she is. */
  async _return() {
    if (this._failures > 1 && known()) await renewed();
    this._open();
  }

  _again() {
    this._source?.close();
    const pause = PAUSES[Math.min(this._failures++, PAUSES.length - 1)];
    clearTimeout(this._later);
    this._later = setTimeout(() => this._return(), pause);
  }
}
