/** What is between two people, and how it came to be so: the deeds that moved one's feelings for the other most. */

import { FEELS } from "./affections.js";
import { button, el, fill } from "./elements.js";
import { get } from "./gateway.js";
import { ribbon } from "./gauges.js";
import { signed } from "./numbers.js";
import { outcome, verb } from "./telling.js";

const DEEDS = 5;
const READ = 200; // of the newest changes; of a longer history the rest is left out
const SEEN = 4; // thousandths below which a change is none to speak of

/** The part of a sheet about somebody and another one. `moment(turn)` goes to where it happened, `choose(id)` to the other's own sheet. */
export function between(show, id, other, { moment, choose }) {
  const { world } = show;
  const tie = world.tie(id, other);
  const deeds = el("div", { class: "deeds", "aria-live": "polite" }, el("p", { class: "dim", text: "Looking it up …" }));
  if (tie) told(show, tie, deeds, moment);
  return [
    el("h3", { text: `${world.short(id)} and ${world.short(other)}` }),
    feelings(world, id, other),
    tie ? deeds : el("p", { class: "dim", text: "They have never met." }),
    button(`Who ${world.short(other)} is`, () => choose(other), { class: "quiet" }),
  ];
}

/** What each of the two feels, as it is now. */
export function feelings(world, id, other) {
  return el("ul", { class: "feelings" }, [world.tie(id, other), world.tie(other, id)].filter(Boolean).map((tie) => feeling(tie, world)));
}

function feeling(tie, world) {
  return el("li", {}, el("span", {}, el("b", { text: world.short(tie.owner) }), ` ${FEELS[tie.kind]} `, el("b", { text: world.short(tie.target) }), tie.bond ? el("span", { class: "dim", text: ` “${tie.bond}”` }) : null),
    ribbon(tie.trace, world.tick), el("span", { class: "tie-number", "data-kind": tie.now[0] < 0 ? "enemy" : tie.kind === "beloved" ? "beloved" : "friend", text: signed(tie.now[0]) }));
}

async function told(show, { owner, target }, box, moment) {
  const { world } = show;
  try {
    const { items } = await get(`/ecosystems/${encodeURIComponent(show.id)}/relationships/history`, { owner, target, limit: READ });
    const moves = items.filter(({ tick }) => tick <= world.tick).map(({ tick, now, was, cause }) => ({ tick, cause, by: now.affinity - was[0] }));
    const most = moves.filter(({ by, cause }) => Math.abs(by) >= SEEN && cause?.move).sort((a, b) => Math.abs(b.by) - Math.abs(a.by)).slice(0, DEEDS).sort((a, b) => b.tick - a.tick);
    fill(box, ...(most.length ? [el("p", { class: "dim", text: `What moved ${world.short(owner)} most:` }), el("ul", { class: "deed-list" }, most.map((one) => deed(one, { owner, target }, world, moment)))]
      : [el("p", { class: "dim", text: "So it was when the curtain rose; nothing has moved it much since." })]));
  } catch (error) {
    fill(box, el("p", { class: "dim", text: error.message }));
  }
}

function deed({ tick, cause, by }, { owner, target }, world, moment) {
  const other = cause.initiator === owner ? target : owner;
  const how = cause.outcome ? `, ${outcome(cause.outcome)}` : "";
  return el("li", { "data-sign": by < 0 ? "minus" : "plus" },
    button(`${world.short(cause.initiator)} ${verb(cause.move)} ${world.short(other)}${how}`, () => moment({ tick, owner, target }), { class: "deed-link", title: `See it, at tick ${tick}` }),
    el("span", { class: "tick", text: `tick ${tick}` }), el("span", { class: "weight", text: signed(by) }));
}
