/** One entry of the feed: a scene as in a printed play, a turning point, a thought, a journey, or what the director did. */

import { button, el } from "./elements.js";
import { portrait } from "./portraits.js";
import { reasons } from "./reasons.js";
import { FAMILIES, OUTCOME_SIGNS, family, gravity, heading, outcome, turned, verb } from "./telling.js";

const NAMED = 3; // sorts of quieter scenes that are named

/** What the feed can show: kind → how it is called. */
export const SORTS = { scene: "scenes", talk: "talks", turn: "turning points", thought: "thoughts", journey: "journeys", order: "the director" };

/** Which sort an event is, or "" when the feed does not tell it. */
export function sort(event) {
  if (event.kind === "interaction") return "scene";
  if (event.kind === "relationship_turned") return gravity(event.body) > 0 ? "turn" : "";
  if (event.kind === "character_reflected") return "thought";
  if (event.kind === "character_moved") return "journey";
  if (event.kind === "conversed") return event.body.lines.length ? "talk" : "";
  if (event.kind === "character_joined") return event.tick > 0 ? "order" : "";
  return ["ecosystem_founded", "tick_completed"].includes(event.kind) ? "" : "order";
}

/** Whom an entry is about. */
export function about({ body }) {
  return [body.initiator, body.responder, body.owner, body.target, body.character, ...(body.witnesses ?? []), ...(body.people ?? [])].filter((id) => typeof id === "string" && id);
}

/** The entry as an element. */
export function entry(event, world, choose) {
  return (MAKERS[sort(event)] ?? order)(event, world, choose);
}

/** Scenes of one tick that move less, folded into one line that says what they are about. */
export function aside({ scenes }, world, choose) {
  const many = new Map();
  for (const { body } of scenes) many.set(family(body.move), (many.get(family(body.move)) ?? 0) + 1);
  const kinds = [...many].sort((a, b) => b[1] - a[1]).slice(0, NAMED).map(([kind, count]) => `${FAMILIES[kind]}${count > 1 ? ` ×${count}` : ""}`);
  return el("details", { class: "entry aside" }, el("summary", {}, el("b", { text: `Meanwhile ${scenes.length} quieter scenes` }), el("span", { text: kinds.join(", ") })),
    scenes.map((event) => brief(event, world, choose)));
}

/** A scene told in one line, which opens when somebody wants to hear it. */
function brief(event, world, choose) {
  const { body } = event;
  const open = el("button", { type: "button", class: "hear", "aria-label": `Hear what ${world.short(body.initiator)} and ${world.short(body.responder)} say`, text: "…", on: { click: () => element.replaceWith(scene(event, world, choose)) } });
  const element = el("article", { class: "entry scene brief", "data-family": family(body.move), "data-seq": event.seq }, summary(event, world, choose), open);
  return element;
}

const MAKERS = { scene, talk, turn, thought, journey, order };

function scene(event, world, choose) {
  const { body } = event;
  const why = el("div", { class: "why", hidden: true });
  const ask = button("Why?", () => toggle(why, ask, () => reasons(event, world)), { class: "ask", "aria-expanded": "false" });
  return el("article", { class: "entry scene", "data-family": family(body.move), "data-seq": event.seq },
    el("p", { class: "where" }, el("span", { text: heading(body.place, world) }), el("span", { class: "tick", text: `tick ${event.tick}` }), ask),
    summary(event, world, choose),
    body.direction ? el("p", { class: "direction", dir: "auto", text: `(${body.direction})` }) : null,
    body.lines.map(([who, , text]) => line(who, text, world, choose)), body.witnesses?.length ? el("p", { class: "witnesses", text: lookers(body.witnesses, world) }) : null, why);
}

function lookers(ids, world) {
  const names = ids.map((id) => world.short(id));
  return `${names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)} look` : `${names[0]} looks`} on.`;
}

function summary({ body }, world, choose) {
  return el("p", { class: "summary" }, name(body.initiator, world, choose), ` ${verb(body.move)} `, name(body.responder, world, choose),
    el("span", { class: "outcome", "data-outcome": body.outcome, title: `${outcome(body.outcome)} by ${world.short(body.responder)}` }, el("span", { "aria-hidden": "true", text: `${OUTCOME_SIGNS[body.outcome] ?? ""} ` }), el("span", { class: "outcome-word", text: outcome(body.outcome) })));
}

/** Somebody from outside, or the director in the name of one of the cast, spoke with a character. */
function talk(event, world, choose) {
  const { body } = event;
  const [[, , words], ...answer] = body.lines;
  return el("article", { class: "entry talk-entry", "data-seq": event.seq },
    el("p", { class: "where" }, el("span", { text: heading(body.place, world) }), el("span", { class: "tick", text: `tick ${event.tick}` })),
    el("div", { class: "line" }, world.people.has(body.speaker) ? portrait(world.people.get(body.speaker), 24) : el("span", { class: "visitor", "aria-hidden": "true", text: "✦" }), el("p", { dir: "auto" }, el("b", { class: "name speaker", text: body.name }), " ", el("q", { text: words }))),
    line(body.character, answer.map(([, , text]) => text).join(" "), world, choose));
}

function line(who, text, world, choose) {
  const person = world.people.get(who);
  return el("div", { class: "line" }, person ? portrait(person, 24) : el("span"), el("p", { dir: "auto" }, name(who, world, choose, "speaker"), " ", el("q", { text })));
}

function name(id, world, choose, kind = "who") {
  return world.people.has(id) ? button(world.short(id), () => choose(id), { class: `name ${kind}` }) : el("b", { class: kind, text: id });
}

function turn(event, world, choose) {
  const { owner, target, kind, before } = event.body;
  const people = [owner, target].map((id) => world.people.get(id)).filter(Boolean);
  return el("article", { class: "entry turn", "data-kind": kind, "data-before": before, "data-seq": event.seq },
    el("span", { class: "pair" }, people.map((person) => el("button", { type: "button", class: "bare", "aria-label": person.name, on: { click: () => choose(person.id) } }, portrait(person, 26)))),
    el("p", {}, el("strong", { text: turned(event.body, world) }), el("span", { class: "tick", text: `tick ${event.tick}` })));
}

function thought(event, world, choose) {
  const { character, memories } = event.body;
  return el("article", { class: "entry thought", "data-seq": event.seq }, el("p", { dir: "auto" }, name(character, world, choose), ", alone: ", el("i", { text: memories[0]?.text ?? "…" })));
}

function journey(event, world, choose) {
  const { character, to } = event.body;
  return el("article", { class: "entry journey", "data-seq": event.seq }, el("p", {}, name(character, world, choose), ` goes to ${world.place(to)}.`));
}

function order(event, world) {
  const { body } = event;
  const where = body.place ? heading(body.place, world) : body.order?.what === "world_event" ? "Everywhere" : "";
  return el("article", { class: "entry order", "data-seq": event.seq },
    el("p", { class: "where" }, el("span", { text: ["The director", where].filter(Boolean).join(" · ") }), el("span", { class: "tick", text: `tick ${event.tick}` })),
    el("p", { dir: "auto", text: ordered(event, world) }));
}

function ordered({ kind, body }, world) {
  if (kind === "character_joined") return `${world.short(body.character)} comes to ${world.place(body.place)}.`;
  if (kind === "character_left") return `${world.short(body.character)} leaves for good.`;
  return body.told || (body.fault ? `This could not be done: ${body.fault}.` : kind.replace(/_/g, " "));
}

function toggle(why, ask, make) {
  if (!why.firstChild) why.append(make());
  why.hidden = !why.hidden;
  ask.setAttribute("aria-expanded", String(!why.hidden));
}
