/** How an ecosystem stands now, or stood at the end of a tick, read at once instead of folded from all that has happened. */

import { get } from "./gateway.js";
import { NEEDS } from "./moods.js";

const PAGE = 200;
const MOST = 40; // pages
const RECALLED = 5; // ticks before a moment of the past that are read with it

/** {seq, tick, cast: [{id, place, mood, needs}], relationships: [{owner, target, affinity, …}]}. */
export async function presence(ecosystem, signal) {
  const at = `/ecosystems/${encodeURIComponent(ecosystem)}`;
  const [people, relationships] = await Promise.all([all(`${at}/state`, {}, signal), all(`${at}/relationships`, {}, signal)]);
  const { seq, tick } = people[0];
  const cast = people.flatMap(({ items }) => items).map(({ id, place, mood, needs }) => ({ id, place, mood: [mood.valence, mood.arousal, mood.dominance], needs: NEEDS.map((need) => needs[need]) }));
  return { seq, tick, cast, relationships: relationships.flatMap(({ items }) => items) };
}

/**
 * The same for the end of a tick of the past: whom one felt what for is known exactly. Where people were is what they did last
 * (`begun` is the world as it began), and moods are what the last ticks made of them, which is all that is left of earlier ones.
 */
export async function presenceAt(ecosystem, tick, begun, signal) {
  const at = `/ecosystems/${encodeURIComponent(ecosystem)}`;
  const [relationships, walks, [last], recent] = await Promise.all([
    all(`${at}/relationships`, { at: tick }, signal),
    get(`${at}/events`, { kind: ["character_moved", "character_left"], to_tick: tick, order: "desc", limit: PAGE }, signal),
    get(`${at}/events`, { kind: "tick_completed", to_tick: tick, order: "desc", limit: 1 }, signal).then(({ items }) => items),
    all(`${at}/events`, { from_tick: Math.max(1, tick - RECALLED), to_tick: tick }, signal),
  ]);
  const where = new Map([...begun.people.values()].map(({ id, place }) => [id, place]));
  for (const { body } of [...walks.items].reverse()) where.set(body.character, body.to ?? "");
  const world = begun.clone();
  const events = recent.flatMap(({ items }) => items);
  for (const event of events) world.apply(event);
  const cast = [...where].map(([id, place]) => ({ id, place, mood: world.mood(id), needs: world.needs(id) }));
  return { world, events, presence: { seq: last.seq, tick: last.tick, cast, relationships: relationships.flatMap(({ items }) => items) } };
}

async function all(path, query, signal) {
  const pages = [];
  let cursor = null;
  do {
    const page = await get(path, { ...query, limit: PAGE, cursor }, signal);
    pages.push(page);
    cursor = page.next_cursor;
  } while (cursor && pages.length < MOST);
  return pages;
}
