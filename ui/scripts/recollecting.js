/** Asking the gateway for what somebody did, remembers and knows, for a page that came too late to have heard it. */

import { get } from "./gateway.js";

const MEMORIES = 40;
const TIES = 12;

/** {deeds, memories, secrets, traces} of now, as `World.recollect` takes them; what cannot be had is empty. */
export async function recollected(ecosystem, id, acts) {
  const at = `/ecosystems/${encodeURIComponent(ecosystem)}`;
  const of = `${at}/characters/${encodeURIComponent(id)}`;
  const [sheet, memories, knowledge, events] = await Promise.all([
    had(get(of, { most: TIES })), had(get(`${of}/memories`, { limit: MEMORIES })), had(get(`${of}/knowledge`)),
    had(get(`${at}/events`, { kind: "interaction", character: id, order: "desc", limit: acts * 4 })),
  ]);
  return {
    deeds: (events?.items ?? []).filter(({ body }) => body.initiator === id).reverse(),
    memories: (memories?.items ?? []).reverse(),
    secrets: (knowledge?.secrets ?? []).map(({ owner, source }) => [`secret:${owner}`, source]),
    traces: (sheet?.relationships ?? []).map(({ now, points }) => [now.target, trace(points)]),
  };
}

/** The points of a relationship, newest first, as a line: where it stood before the first of them, and after each. */
function trace(points) {
  const rising = [...points].reverse();
  if (!rising.length) return [];
  return [[Math.max(0, rising[0].tick - 1), rising[0].was[0]], ...rising.map(({ tick, now }) => [tick, now.affinity])];
}

const had = (asked) => asked.catch(() => null); // what can be shown is shown
