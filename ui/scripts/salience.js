/** Which of all ties a picture should show: of each person what he or she feels most strongly, for and against. */

import { clamped } from "./numbers.js";
import { strength } from "./world.js";

const EACH = [[24, 4], [50, 3], [110, 2], [Infinity, 1]]; // up to so many people, so many ties of each person and direction

/**
 * The ties among `shown` (a set of ids) that count, by key.
 * `focus` shows everything that one person feels or is felt for, `all` everything; `kinds` are those that are wanted at all.
 */
export function salient(world, shown, { focus, all, kinds }) {
  const wanted = new Map();
  const byOwner = new Map();
  for (const [key, tie] of world.ties) {
    if (!shown.has(tie.owner) || !shown.has(tie.target)) continue;
    const near = tie.owner === focus || tie.target === focus;
    if (!kinds.has(tie.kind) && !(near && tie.kind !== "stranger" && tie.kind !== "acquaintance")) continue;
    if (all || near || tie.kind === "beloved") wanted.set(key, tie);
    else if (byOwner.has(tie.owner)) byOwner.get(tie.owner).push([key, tie]);
    else byOwner.set(tie.owner, [[key, tie]]);
  }
  const each = EACH.find(([most]) => shown.size <= most)[1];
  for (const ties of byOwner.values()) {
    ties.sort((a, b) => warmth(b[1]) - warmth(a[1]));
    const [liked, hated] = [ties.filter(([, tie]) => tie.now[0] >= 0), ties.filter(([, tie]) => tie.now[0] < 0)];
    for (const [key, tie] of [...liked.slice(0, each), ...hated.slice(-Math.ceil(each / 2))]) wanted.set(key, tie);
  }
  return lonely(world, shown, wanted);
}

/** Whoever would stand there without any tie is shown with the one that comes nearest to one. */
function lonely(world, shown, wanted) {
  const tied = new Set([...wanted.values()].flatMap(({ owner, target }) => [owner, target]));
  const nearest = new Map();
  for (const [key, tie] of world.ties) {
    if (tied.has(tie.owner) || !shown.has(tie.owner) || !shown.has(tie.target)) continue;
    if (!nearest.has(tie.owner) || warmth(tie) > warmth(nearest.get(tie.owner)[1])) nearest.set(tie.owner, [key, tie]);
  }
  for (const [key, tie] of nearest.values()) wanted.set(key, tie);
  return wanted;
}

const warmth = ({ now, bond }) => now[0] + Math.max(0, now[3]) / 2 + now[4] / 4 + (bond ? 300 : 0);

/** Everybody who is somewhere, as a set of ids; of many the `most` who are most tied. */
export function eminent(world, most) {
  const all = [...world.people.values()].filter(({ place }) => place).map(({ id }) => id);
  if (all.length <= most) return new Set(all);
  const weight = new Map(all.map((id) => [id, 0]));
  for (const tie of world.ties.values()) for (const id of [tie.owner, tie.target]) weight.set(id, (weight.get(id) ?? 0) + strength(tie));
  return new Set(all.sort((a, b) => weight.get(b) - weight.get(a)).slice(0, most));
}

/** How strongly ties draw people together, 0 … 1, by pair ("a>b"). */
export function pulls(strands) {
  const pairs = new Map();
  for (const { tie, wanted } of strands) {
    if (!wanted) continue;
    const key = tie.owner < tie.target ? `${tie.owner}>${tie.target}` : `${tie.target}>${tie.owner}`;
    const pull = clamped((tie.now[0] + Math.max(0, tie.now[3]) + tie.now[4] / 2) / 1400, tie.now[0] < 0 ? 0.02 : 0.12, 1);
    pairs.set(key, Math.max(pairs.get(key) ?? 0, pull));
  }
  return pairs;
}

/** How much each body is to be seen, as its `renown`: by those who are drawn to it, and by love and hate. */
export function renowned(forces, strands) {
  for (const body of forces.bodies) body.renown = body.degree;
  for (const { tie } of strands) {
    if (tie.kind !== "beloved" && tie.kind !== "enemy") continue;
    for (const body of [forces.get(tie.owner), forces.get(tie.target)]) if (body) body.renown += Math.abs(tie.now[0]) / 1000;
  }
}
