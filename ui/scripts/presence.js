/** How an ecosystem stands now, or stood at the end of a tick, read at once instead of folded from all that has happened. */

import { get } from "./gateway.js";
import { NEEDS } from "./moods.js";

const PAGE = 200;
const MOST = 40; // pages

/** {seq, tick, cast: [{id, place, mood, needs}], relationships: [{owner, target, affinity, …}]}. */
export async function presence(ecosystem, signal) {
  const at = `/ecosystems/${encodeURIComponent(ecosystem)}`;
  const [people, relationships] = await Promise.all([all(`${at}/state`, {}, signal), all(`${at}/relationships`, {}, signal)]);
  const { seq, tick } = people[0];
  const cast = people.flatMap(({ items }) => items).map(({ id, place, mood, needs }) => ({ id, place, mood: [mood.valence, mood.arousal, mood.dominance], needs: NEEDS.map((need) => needs[need]) }));
  return { seq, tick, cast, relationships: relationships.flatMap(({ items }) => items) };
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
