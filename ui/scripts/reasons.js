/** Why somebody did what he or she did: the rules that spoke, what was rejected, and why the other took it so. */

import { el, fill } from "./elements.js";
import { get } from "./gateway.js";
import { signed } from "./numbers.js";
import { outcome, verb, words } from "./telling.js";

/** The reasons for one act, as an element. */
export function reasons(event, world) {
  const { body } = event;
  const [one, other] = [world.short(body.initiator), world.short(body.responder)];
  return el("div", { class: "reasons" },
    el("h4", { text: `Why did ${one} do that?` }), list(body.rules, `Nothing in particular moved ${one}.`),
    el("h4", { text: `What ${one} had in mind` }), recalled(event, world),
    el("h4", { text: `Why was it ${outcome(body.outcome)} by ${other}?` }), list(body.answer_rules ?? [], `${other} had no reason for or against it.`),
    body.rejected?.length ? el("h4", { text: `What ${one} would sooner or later have done instead` }) : null,
    body.rejected?.length ? el("ul", { class: "rejected" }, body.rejected.map(([move, target, score]) =>
      el("li", {}, `${verb(move)} ${world.short(target)} `, el("span", { class: "dim", text: `${score} instead of ${body.score}` })))) : null,
    changes(body, world));
}

/** The deed that was spoken of, as the one who spoke remembers it. Asked for when this page has not heard of it. */
function recalled({ id, ecosystem, body, seq }, world) {
  const nothing = "No memory in particular: it was the moment.";
  if (!body.fact) return el("p", { class: "dim", text: nothing });
  if (body.fact.startsWith("secret:")) return el("p", { class: "recalled", text: `The secret of ${world.short(body.fact.slice(7))}.` });
  const known = world.people.get(body.initiator)?.memories.findLast((memory) => memory.seq < seq && memory.tags?.includes(`fact:${body.fact}`));
  const said = el("p", { class: "recalled" });
  const tell = (memory) => fill(said, memory ? el("span", { dir: "auto", text: memory.text }) : el("span", { class: "dim", text: nothing }), memory ? el("span", { class: "tick", text: `tick ${memory.tick}` }) : null);
  if (known || !id) tell(known);
  else get(`/ecosystems/${encodeURIComponent(ecosystem)}/characters/${encodeURIComponent(body.initiator)}/why/${id}`).then((why) => tell(why.recalled[0]), () => tell(null));
  return said;
}

function list(rules, nothing) {
  if (!rules?.length) return el("p", { class: "dim", text: nothing });
  const most = Math.max(...rules.map(([, weight]) => Math.abs(weight)), 1);
  return el("ul", { class: "rules" }, [...rules].sort((a, b) => Math.abs(b[1]) - Math.abs(a[1])).map(([rule, weight]) =>
    el("li", { "data-sign": weight < 0 ? "minus" : "plus" },
      el("span", { class: "rule", text: words(rule) }), el("span", { class: "bar", style: { "--share": Math.abs(weight) / most } }), el("span", { class: "weight", text: signed(weight) }))));
}

function changes(body, world) {
  const moved = body.regards.map(({ owner, target, was, now }) => ({ owner, target, by: now[0] - was[0], trust: now[1] - was[1] })).filter(({ by, trust }) => by || trust);
  if (!moved.length) return null;
  return el("div", {}, el("h4", { text: "What it changed" }), el("ul", { class: "changes" }, moved.map(({ owner, target, by, trust }) =>
    el("li", { "data-sign": by < 0 || (by === 0 && trust < 0) ? "minus" : "plus", text: `${world.short(owner)} → ${world.short(target)}: affinity ${signed(by)}, trust ${signed(trust)}` }))));
}
