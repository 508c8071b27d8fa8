/** What happened, in words: the play that the feed shows. Nobody needs to know how it came about to read it. */

const TURNS = {
  enemy: "{owner} has made an enemy of {target}.",
  beloved: "{owner} loves {target}.",
  friend: "{owner} counts {target} a friend.",
  rival: "{owner} sees a rival in {target}.",
  acquaintance: "{owner} and {target} are no longer strangers.",
  stranger: "{target} is a stranger to {owner} again.",
};

const COOLED = {
  friend: "{owner} no longer counts {target} a friend.",
  beloved: "{owner} loves {target} no more.",
  enemy: "{owner} no longer hates {target}.",
  rival: "{owner} has no rival in {target} any more.",
};

const BOTH = {
  enemy: "are enemies now", beloved: "love each other", friend: "are friends now", rival: "are rivals now",
};

const PARTED = {
  friend: "are friends no longer", beloved: "love each other no more", enemy: "no longer hate each other", rival: "are rivals no longer",
};

/** Move → [family, what one does to the other]. */
const MOVES = {
  greet: ["talk", "greets"], chat: ["talk", "passes the time with"], jest: ["talk", "jests with"],
  confide: ["heart", "confides in"], reminisce: ["heart", "speaks of old times with"], reveal: ["heart", "lays a secret bare before"],
  comfort: ["kind", "comforts"], praise: ["kind", "praises"], encourage: ["kind", "gives heart to"], help: ["kind", "comes to the help of"],
  mock: ["harsh", "mocks"], insult: ["harsh", "insults"], accuse: ["harsh", "accuses"], threaten: ["harsh", "threatens"],
  quarrel: ["harsh", "quarrels with"], break_off: ["harsh", "breaks with"],
  apologise: ["amends", "begs pardon of"], forgive: ["amends", "forgives"],
  flirt: ["love", "pays court with glances to"], court: ["love", "speaks of love to"],
  give: ["trade", "brings a gift to"], ask_favour: ["trade", "asks a favour of"], promise: ["trade", "makes a promise to"],
  inquire: ["news", "questions"], gossip: ["news", "tells tales to"], warn: ["news", "warns"],
  betray: ["news", "gives a secret away to"], conspire: ["news", "conspires with"],
};

export const FAMILIES = {
  talk: "small talk", heart: "confidences", kind: "kindness", harsh: "quarrels", amends: "amends",
  love: "love", trade: "gifts and promises", news: "news and gossip", other: "other deeds",
};

const OUTCOMES = {
  eager: "welcomed", accept: "accepted", hedge: "half accepted", refuse: "refused", backfire: "resented",
};

export const OUTCOME_SIGNS = { eager: "✓✓", accept: "✓", hedge: "∼", refuse: "✗", backfire: "✗✗" };

export const family = (move) => MOVES[move]?.[0] ?? "other";
export const verb = (move) => MOVES[move]?.[1] ?? `does this to (${words(move)})`;
export const outcome = (name) => OUTCOMES[name] ?? name;

/** "a-sunny-temper" → "a sunny temper". */
export const words = (id) => String(id).replace(/[-_]/g, " ");

/** A sentence for a relationship that became another one, or "" when that is not worth telling. */
export function turned({ owner, target, before, kind }, world) {
  if (before === "stranger" && kind === "acquaintance") return "";
  const quiet = kind === "acquaintance" || kind === "stranger";
  const template = quiet ? COOLED[before] : TURNS[kind];
  return template ? template.replace("{owner}", world.short(owner)).replace("{target}", world.short(target)) : "";
}

/** The same, when both came to feel so at once. */
export function turnedBoth({ owner, target, before, kind }, world) {
  const quiet = kind === "acquaintance" || kind === "stranger";
  return `${world.short(owner)} and ${world.short(target)} ${quiet ? PARTED[before] : BOTH[kind]}.`;
}

/** How much a turn weighs: those of love and hate are what a play is about. */
export const gravity = ({ before, kind }) => Math.max(GRAVITY[before] ?? 0, GRAVITY[kind] ?? 0);
const GRAVITY = { enemy: 3, beloved: 3, friend: 2, rival: 2, acquaintance: 0, stranger: 0 };

const HEAT = { harsh: 90, love: 90, heart: 60, amends: 60, kind: 30, news: 30, trade: 20, talk: 0, other: 40 };
const CLASH = { backfire: 60, refuse: 30 };

/** How much a scene is worth showing: what it moves, and how far it is from small talk. */
export function drama({ body }) {
  const moved = body.regards.reduce((sum, { was, now }) => sum + Math.abs(now[0] - was[0]) + Math.abs(now[3] - was[3]), 0);
  const turns = body.regards.filter(({ before, kind }) => before !== kind && gravity({ before, kind }) > 0).length;
  return moved + 200 * turns + HEAT[family(body.move)] + (CLASH[body.outcome] ?? 0);
}

/** "At the Café Musain", as a heading. */
export function heading(place, world) {
  const at = world.places.get(place)?.at ?? place;
  return at.charAt(0).toUpperCase() + at.slice(1);
}
