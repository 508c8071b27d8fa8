/** What somebody knows of others that not everybody does: secrets, and deeds that he or she was told of; each with its source. */

import { el } from "./elements.js";

const MOST = 8;
const FROM = "from:";

/** It as an element. */
export function knowledge(person, world) {
  const secrets = [...person.secrets].map(([fact, from]) => secret(fact.replace(/^secret:/, ""), from, world));
  const told = person.memories.filter(({ tags }) => source(tags)).reverse();
  const known = [...secrets, ...told.map(({ text, tags, tick }) => item(text, world.short(source(tags)), tick))];
  if (!known.length) return el("p", { class: "dim", text: "Nothing that was told behind somebody's back yet. Gossip and secrets show here." });
  return el("ul", { class: "known" }, known.slice(0, MOST));
}

function secret(owner, from, world) {
  const rumour = world.people.get(owner)?.persona.secret?.rumour;
  const text = rumour ? `The secret of ${world.short(owner)}: ${rumour}` : `The secret of ${world.short(owner)}`;
  return item(text, from === owner ? `${world.short(owner)} in person` : world.short(from), null);
}

function item(text, from, tick) {
  return el("li", {}, el("span", { dir: "auto", text }), el("span", { class: "dim", text: `from ${from}${tick === null ? "" : `, tick ${tick}`}` }));
}

const source = (tags) => tags?.find((tag) => tag.startsWith(FROM))?.slice(FROM.length);
