/** What there is to choose for a character, in words: traits, values, goals, ways of speaking. */

import { hashed } from "./numbers.js";

export const TRAITS = [
  ["openness", "attached to the familiar", "curious"],
  ["conscientiousness", "careless", "dutiful"],
  ["extraversion", "keeps apart", "seeks company"],
  ["agreeableness", "hard", "warm"],
  ["neuroticism", "calm", "easily shaken"],
];

export const VALUES = [
  ["self_direction", "Freedom"], ["stimulation", "Adventure"], ["hedonism", "Pleasure"], ["achievement", "Success"], ["power", "Power"],
  ["security", "Safety"], ["conformity", "Good manners"], ["tradition", "Tradition"], ["benevolence", "Care for one's own"], ["universalism", "Justice for all"],
];

export const LUKEWARM = 300;

export const GOALS = [
  ["rise", "to rise in the world"], ["belong", "to belong"], ["learn", "to find something out"], ["escape", "to get away"], ["court", "to win somebody's heart"], ["befriend", "to be somebody's friend"],
  ["protect", "to protect somebody"], ["serve", "to serve somebody"], ["atone", "to make up for something"], ["ruin", "to ruin somebody"], ["expose", "to expose somebody"], ["exploit", "to profit from somebody"],
];

/** Goals that may be about nobody. */
export const SOLITARY = new Set(["rise", "belong", "learn", "escape"]);

export const REGISTERS = [["plain", "Plain"], ["formal", "Formal"], ["lyrical", "Lyrical"], ["coarse", "Coarse"], ["childlike", "Like a child"]];

export const PRONOUNS = [["she", "she"], ["he", "he"], ["they", "they"]];

/** An id of small letters, digits and dashes for a name, also for one that has none of these; always the same. */
export function idFor(name) {
  const plain = name.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^[-0-9]+|-+$/g, "").slice(0, 50).replace(/-+$/, "");
  return plain || `person-${hashed(name).toString(36)}`;
}
