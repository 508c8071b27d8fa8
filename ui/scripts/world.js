/** The fold of a chronicle in the browser: who is where, who feels what for whom, in which mood. The same arithmetic as the actors'. */

import { drifted, filled, newborn, pushed, resting, returned } from "./moods.js";
import { Trace } from "./trace.js";

const REMEMBERED = 40; // memories kept for each person
const TOLD = 4000; // ticks kept of the pulse

/** One world at one moment. `apply` is the only thing that changes it, apart from `adopt` and `recollect`. */
export class World {
  constructor() {
    this.seq = 0;
    this.tick = 0;
    this.title = "";
    this.seed = "";
    this.scenario = "";
    this.places = new Map(); // id → {id, name, at, open}
    this.people = new Map(); // id → person
    this.ties = new Map(); // "owner>target" → tie
    this.beats = []; // by tick: {tick, warmth, tension, interactions, turns}
    this.idle = {}; // why those who did nothing in the last tick did nothing
  }

  /** Change by one event. What has been applied already changes nothing. */
  apply(event) {
    if (event.seq <= this.seq) return;
    this.seq = event.seq;
    this.tick = event.tick;
    HANDLERS[event.kind]?.(this, event);
  }

  /** Take over how everything stands from a snapshot, instead of folding all that has happened. People must have joined before. */
  adopt(snapshot) {
    this.seq = snapshot.seq;
    this.tick = snapshot.tick;
    for (const one of snapshot.cast) this._adopted(one);
    for (const tie of snapshot.relationships) {
      const now = [tie.affinity, tie.trust, tie.respect, tie.attraction, tie.familiarity];
      this._tied({ ...tie, now, since: tie.since_tick ?? 0, calls: "" }, snapshot.tick, tie.seq ?? snapshot.seq);
    }
  }

  /**
   * Take over what somebody remembers and knows, and how his or her feelings came to be so, where this world began too late to have
   * seen it. `memories` the oldest first, `secrets` [[fact, from whom], …], `traces` [[target, [[tick, affinity], …]], …].
   */
  recollect(id, { memories, secrets, traces }) {
    const person = this.people.get(id);
    if (!person) return;
    const first = person.memories[0]?.seq ?? Infinity;
    person.memories = [...memories.filter(({ seq }) => seq < first), ...person.memories].slice(-REMEMBERED);
    for (const [fact, from] of secrets) if (!person.secrets.has(fact)) person.secrets.set(fact, from);
    for (const [target, trace] of traces) {
      const tie = this.tie(id, target);
      if (tie && trace.length > tie.trace.length) this.ties.set(`${id}>${target}`, { ...tie, trace: Trace.of(trace) });
    }
  }

  _adopted({ id, place, mood, needs }) {
    const person = this.people.get(id);
    if (!person) return;
    person.place = place;
    person.felt = this.tick;
    if (mood) person.mood = mood;
    if (needs) person.levels = needs;
  }

  /** The mood of somebody now. */
  mood(id) {
    const person = this.people.get(id);
    return person ? returned(person.mood, person.rest, this.tick - person.felt) : [0, 0, 0];
  }

  /** How well somebody's needs are filled now. */
  needs(id) {
    const person = this.people.get(id);
    return person ? drifted(person.levels, this.tick - person.felt) : newborn();
  }

  /** What one feels for another; undefined when they have never met. */
  tie(owner, target) {
    return this.ties.get(`${owner}>${target}`);
  }

  /** Everything that somebody feels, the strongest first. */
  feelings(owner) {
    return [...this.ties.values()].filter((tie) => tie.owner === owner).sort((a, b) => strength(b) - strength(a));
  }

  short(id) {
    return this.people.get(id)?.short ?? id;
  }

  place(id) {
    return this.places.get(id)?.name ?? id;
  }

  /** Everybody who is at a place. */
  at(place) {
    return [...this.people.values()].filter((person) => person.place === place);
  }

  /** A world that can go another way. Personas are shared, since they never change. */
  clone() {
    const other = Object.assign(new World(), this);
    other.places = new Map(this.places);
    other.people = new Map([...this.people].map(([id, one]) => [id, { ...one, memories: [...one.memories], secrets: new Map(one.secrets) }]));
    other.ties = new Map(this.ties); // a tie is never changed, only replaced
    other.beats = [...this.beats];
    return other;
  }

  beat(tick) {
    const last = this.beats.at(-1);
    if (last?.tick === tick) return last;
    const begun = { tick, warmth: 0, tension: 0, interactions: 0, turns: [] };
    this.beats.push(begun);
    if (this.beats.length > TOLD) this.beats.splice(0, this.beats.length - TOLD);
    return begun;
  }

  _tied(change, tick, seq) {
    const key = `${change.owner}>${change.target}`;
    const { owner, target, now, kind, bond, calls, since } = change;
    const trace = (this.ties.get(key)?.trace ?? new Trace()).with(tick, now[0]);
    this.ties.set(key, { owner, target, now, kind, bond, calls, since, seq, trace });
  }
}

/** How much a relationship means, whether it is love or hate. */
export const strength = ({ now }) => Math.abs(now[0]) + Math.max(0, now[3]) / 2;

const HANDLERS = {
  ecosystem_founded(world, { body }) {
    Object.assign(world, { title: body.title, seed: body.seed, scenario: body.scenario });
    for (const [id, name, at, open] of body.places) world.places.set(id, { id, name, at, open });
  },
  character_joined(world, event) {
    const { character, persona, place } = event.body;
    world.people.set(character, person_of(persona, place));
    regarded(world, event);
    remembered(world, event);
  },
  character_moved(world, { body, tick }) {
    const person = world.people.get(body.character);
    if (person) Object.assign(person, { place: body.to, acted: tick });
  },
  character_left(world, { body }) {
    const person = world.people.get(body.character);
    if (person) person.place = ""; // remembered, and nowhere
  },
  interaction(world, event) {
    felt(world, event);
    regarded(world, event);
    remembered(world, event);
    learned(world, event.body);
    measured(world, event);
  },
  relationship_turned(world, event) {
    const { owner, target, before, kind } = event.body;
    world.beat(event.tick).turns.push({ seq: event.seq, owner, target, before, kind });
  },
  directed(world, event) {
    steered(world, event);
    remembered(world, { ...event, body: { memories: event.body.memory ? event.body.people.map((owner) => ({ owner, ...event.body.memory })) : [] } });
  },
  conversed(world, event) {
    felt(world, event);
    regarded(world, event);
    remembered(world, event);
  },
  character_reflected: (world, event) => remembered(world, event),
  tick_completed(world, { tick, body }) {
    world.beat(tick).interactions = body.interactions;
    world.idle = body.idle ?? {};
  },
};

function person_of(persona, place) {
  const rest = resting(persona.traits ?? [0, 0, 0, 0, 0]);
  return {
    id: persona.id, persona, name: persona.name, short: persona.short ?? persona.name, place,
    rest, mood: [...rest], felt: 0, levels: newborn(), acted: 0, memories: [], secrets: new Map(), last: null,
  };
}

function felt(world, { body, tick, seq }) {
  for (const [id, effect] of Object.entries(body.effects)) {
    const person = world.people.get(id);
    if (!person) continue;
    person.levels = filled(drifted(person.levels, tick - person.felt), effect.needs);
    person.mood = pushed(returned(person.mood, person.rest, tick - person.felt), effect.mood);
    person.felt = tick;
    person.emotion = effect.emotion;
    person.last = seq;
  }
}

/** What a director ordered: a mood, an aim. */
function steered(world, { body, tick }) {
  for (const id of body.people) {
    const person = world.people.get(id);
    if (!person) continue;
    if (body.mood.length) {
      const [how, ...shift] = body.mood;
      person.levels = drifted(person.levels, tick - person.felt);
      person.mood = pushed(how === "set" ? [0, 0, 0] : returned(person.mood, person.rest, tick - person.felt), shift);
      person.felt = tick;
    }
    if (body.aim.length) {
      const [aim, about, strength, since, until, text] = body.aim;
      person.aims = [...(person.aims ?? []).filter((one) => one.until > since && (one.aim !== aim || one.about !== about)), { aim, about, strength, since, until, text }].slice(-5);
    }
  }
}

function regarded(world, { body, tick, seq }) {
  for (const change of body.regards) world._tied(change, tick, seq);
}

function remembered(world, { body, tick, seq }) {
  for (const memory of body.memories ?? []) {
    const memories = world.people.get(memory.owner)?.memories;
    if (!memories) continue;
    memories.push({ ...memory, tick, seq });
    if (memories.length > REMEMBERED) memories.shift();
  }
}

function learned(world, body) {
  if (!body.learned) return;
  const secrets = world.people.get(body.responder)?.secrets;
  if (secrets && !secrets.has(body.learned)) secrets.set(body.learned, body.initiator);
}

function measured(world, { body, tick }) {
  const beat = world.beat(tick);
  beat.interactions += 1;
  for (const { was, now } of body.regards) {
    const change = now[0] - was[0];
    if (change > 0) beat.warmth += change;
    else beat.tension -= change;
  }
}
