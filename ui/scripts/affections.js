/** What one feels for another: five numbers in thousandths, and the kind that they make. The arithmetic of `actors/society/relationships.py`. */

export const DIMENSIONS = [
  ["affinity", "Affinity", -1000, "liking (+) or hatred (−)"],
  ["trust", "Trust", -1000, "relies on the other, or expects the worst"],
  ["respect", "Respect", -1000, "looks up to the other, or down on"],
  ["attraction", "Attraction", -1000, "is drawn to the other, or repelled"],
  ["familiarity", "Known", 0, "how well the other is known"],
];

const BEGINS = {
  enemy: ([affinity]) => affinity <= -350,
  beloved: ([affinity, , , attraction]) => attraction >= 450 && affinity >= 300,
  friend: ([affinity, trust, , , familiarity]) => affinity >= 350 && trust >= 100 && familiarity >= 150,
  rival: ([affinity, , respect]) => affinity > -350 && affinity <= -100 && respect >= 300,
  acquaintance: ([, , , , familiarity]) => familiarity >= 80,
};

/** The kind with which a relationship of these numbers begins. */
export const kindOf = (numbers) => Object.keys(BEGINS).find((kind) => BEGINS[kind](numbers)) ?? "stranger";

/** Numbers to begin with, by kind; each makes that kind. */
export const TYPICAL = {
  beloved: [800, 600, 500, 850, 700],
  friend: [600, 500, 400, 0, 600],
  acquaintance: [100, 100, 100, 0, 300],
  rival: [-250, -100, 450, 0, 500],
  enemy: [-700, -600, -200, 0, 500],
};

export const NOTHING = [0, 0, 0, 0, 0];

/** What is said of one who feels so for another. */
export const FEELS = { beloved: "loves", friend: "likes", acquaintance: "knows", rival: "competes with", enemy: "hates", stranger: "has no tie to" };
