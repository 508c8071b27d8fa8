/** The playbill of a world that is being made: where it plays, who is in it, and what they feel for one another. No drawing here. */

import { DIMENSIONS, NOTHING, kindOf } from "./affections.js";
import { ofOwn, ofScenario } from "./likenesses.js";

const HAUNTS = 3;

export class Playbill {
  /** `card` and `beginning` are the gateway's of one scenario; guests of an earlier playbill come along. */
  constructor(card, beginning, guests = []) {
    this.card = card;
    this.places = beginning.places;
    this.written = beginning.cast.map((person) => ({ ...person, picture: ofScenario(card.id, person.portrait) }));
    this.without = new Set();
    this.ties = new Map(beginning.relationships.map((tie) => [keyOf(tie.owner, tie.target), written(tie)]));
    this.guests = [];
    for (const { own } of guests) this.invite(own);
  }

  /** Everybody, guests first: {id, name, short, role, own}, `own` being the library's character or null. */
  get cast() {
    const guests = this.guests.map(({ own }) => ({ ...own.persona, short: own.persona.short || own.persona.name, picture: ofOwn(own), own }));
    return [...guests, ...this.written.filter(({ id }) => !this.without.has(id)).map((person) => ({ ...person, own: null }))];
  }

  person(id) {
    return this.cast.find((person) => person.id === id);
  }

  invites(own) {
    return this.guests.some((guest) => guest.own.id === own.id);
  }

  /** Have somebody of one's own live there, at one place more often than at others. */
  invite(own) {
    if (this.invites(own)) return;
    const home = own.persona.haunts?.find((haunt) => this.places.some(({ id }) => id === haunt));
    this.guests.push({ own, home: home ?? this.places[this.guests.length % this.places.length].id });
  }

  /** Take somebody out, whoever it is. */
  leave({ id, own }) {
    if (own) this.guests = this.guests.filter((guest) => guest.own.id !== own.id);
    else this.without.add(id);
  }

  /** One of one's own is somebody else now. */
  renew(own) {
    for (const guest of this.guests) if (guest.own.id === own.id) guest.own = own;
  }

  tie(owner, target) {
    return this.ties.get(keyOf(owner, target));
  }

  /** Have one feel so for another from the beginning. */
  bind(owner, target, numbers, more = {}) {
    const before = this.tie(owner, target);
    const tie = { owner, target, bond: "", calls: "", written: false, ...before, ...more, numbers: [...numbers], changed: true };
    this.ties.set(keyOf(owner, target), { ...tie, kind: kindOf(numbers) });
  }

  /** Have nothing be between the two, in this direction. */
  part(owner, target) {
    if (this.tie(owner, target)?.written) this.bind(owner, target, NOTHING, { bond: "", calls: "" });
    else this.ties.delete(keyOf(owner, target));
  }

  /** The ties of those who are there, new ones first; what was undone is none. */
  get bonds() {
    const present = new Set(this.cast.map(({ id }) => id));
    return [...this.ties.values()].sort((a, b) => a.written - b.written).filter((tie) => present.has(tie.owner) && present.has(tie.target) && (tie.bond || tie.numbers.some(Boolean)));
  }

  /** What the gateway is sent, with the changed ties in the order in which they are sent. */
  order({ seed, title, open, strangers }) {
    const present = new Set(this.cast.map(({ id }) => id));
    const changed = [...this.ties.values()].filter((tie) => tie.changed && present.has(tie.owner) && present.has(tie.target));
    const body = {
      scenario: this.card.id, public: open, without: [...this.without],
      guests: this.guests.map((guest) => ({ character: guest.own.id, haunts: this._haunts(guest) })),
      relationships: changed.map(sent), ...(seed === "" ? {} : { seed: Number(seed) }), ...(title ? { title } : {}),
      ...(strangers ? { cast: present.size + strangers } : {}),
    };
    return { body, changed };
  }

  /** Home, where everybody goes, and somewhere else, so that people meet. */
  _haunts({ home }) {
    const at = this.places.findIndex(({ id }) => id === home);
    const others = [0, at + 2, at + 1].map((n) => this.places[n % this.places.length].id);
    return [...new Set([home, ...others])].slice(0, HAUNTS);
  }
}

export const keyOf = (owner, target) => `${owner}>${target}`;

const written = ({ owner, target, bond, calls, kind, ...numbers }) => ({ owner, target, bond, calls, kind, numbers: DIMENSIONS.map(([name]) => numbers[name]), written: true, changed: false });

function sent({ owner, target, bond, calls, numbers }) {
  return { from: owner, to: target, ...Object.fromEntries(DIMENSIONS.map(([name], i) => [name, numbers[i]])), ...(bond ? { bond } : {}), ...(calls ? { calls } : {}) };
}
