/** Making a character: who it is, what moves it, how it speaks. It is kept in one's own library, and can be changed there. */

import { character, keep, portray } from "./belongings.js";
import { el, fill } from "./elements.js";
import { Faults } from "./faults.js";
import { choice, doing, labelled, slider } from "./fields.js";
import { icon } from "./icons.js";
import { LUKEWARM, PRONOUNS, REGISTERS, TRAITS, VALUES, idFor } from "./natures.js";
import { portrait } from "./portraits.js";
import { Sitting } from "./sitting.js";
import { Voice } from "./voice.js";
import { Wants } from "./wants.js";

export class Maker {
  /** `kept(character)` is told of what was kept; `people()` gives [id, name] of those whom a want may be about. */
  constructor(notices, { kept, people }) {
    Object.assign(this, { notices, _kept: kept, _people: people });
    this.faults = new Faults();
    const changed = () => this._changed();
    this._fields();
    this.wants = new Wants(this.faults, changed);
    this.sitting = new Sitting(notices, changed);
    this.voice = new Voice(notices, { persona: () => this._sent(), refused: (error) => this._refused(error) });
    this.save = el("button", { type: "submit", class: "act", text: "Keep" });
    this.close = el("button", { type: "button", class: "round quiet close", "aria-label": "Close without keeping", on: { click: () => this.shut() } }, icon("close"));
    this.top = el("header", { class: "maker-head" });
    this.form = el("form", { class: "maker-form", novalidate: true, on: { submit: (event) => this._submitted(event), input: changed, change: changed } }, this._parts());
    this.element = el("aside", { class: "drawer maker", role: "dialog", "aria-label": "A character", hidden: true, on: { keydown: (event) => event.key === "Escape" && this.shut() } },
      this.close, this.top, el("div", { class: "maker-body scroll" }, this.form, this.voice.element),
      el("div", { class: "maker-foot" }, this.faults.element, el("span", { class: "gap" }), el("button", { type: "button", class: "quiet", text: "Cancel", on: { click: () => this.shut() } }), this.save));
    this.save.setAttribute("form", (this.form.id = "maker-form"));
  }

  /** Begin a new one, or change the one of this id. */
  async open(id = "") {
    this._before = document.activeElement;
    this.id = id;
    let persona = null;
    try {
      if (id) [{ persona }, this.version] = await character(id);
    } catch (error) {
      return this.notices.trouble(error);
    }
    this._show(persona ?? {});
    this.element.hidden = false;
    this.name.focus({ preventScroll: true });
    return undefined;
  }

  shut() {
    this.element.hidden = true;
    this.voice.quiet();
    this._before?.focus?.({ preventScroll: true });
  }

  _fields() {
    const at = (pointer, control) => this.faults.at(`/persona/${pointer}`, control);
    const text = (most, hint) => el("input", { type: "text", maxlength: most, placeholder: hint });
    const area = (rows, hint) => el("textarea", { rows, placeholder: hint });
    this.name = at("name", text(80, "Ada Venn"));
    this.short = at("short", text(80, "Ada"));
    this.role = at("role", text(400, "a miller who reads the stars"));
    this.title = at("title", text(80, "madam"));
    this.pronoun = at("pronoun", choice(PRONOUNS));
    this.bio = at("bio", el("textarea", { rows: 3, maxlength: 2000, placeholder: "Two or three sentences that you would tell a friend." }));
    this.traits = TRAITS.map(([name, low, high]) => this._trait(at, name, low, high));
    this.values = VALUES.map(([name, word]) => this._value(at, name, word));
    this.register = at("voice/register", choice(REGISTERS));
    this.sayings = at("voice/sayings", area(3, "The river says everything twice."));
    this.oaths = at("voice/oaths", area(2, "Salt and storm!"));
    this.images = at("voice/images", area(2, "a wheel without water"));
    this.confession = at("secret/confession", text(400, "I opened the sluice that night"));
    this.rumour = at("secret/rumour", text(400, "Ada opened the sluice that night"));
    this.guard = slider("How hard it is to give away", 0, 1000, 700, percent);
    this.scandal = slider("How much others would make of it", 0, 1000, 500, percent);
    at("secret/guard", this.guard.input);
    at("secret", this.confession);
    at("id", this.name);
    this.faults.at("/persona", this.name);
  }

  _trait(at, name, low, high) {
    const field = slider(low, -1000, 1000, 0, (value) => (Math.abs(value) < 100 ? "like most people" : `${Math.abs(value) > 600 ? "very " : ""}${value < 0 ? low : high}`));
    field.element.classList.add("trait");
    field.element.querySelector("label").append(el("span", { text: high }));
    field.input.setAttribute("aria-label", `${low} to ${high}`);
    at(`traits/${name}`, field.input);
    return [name, field];
  }

  _value(at, name, word) {
    const field = slider(word, 0, 1000, LUKEWARM, percent);
    at(`values/${name}`, field.input);
    return [name, field];
  }

  _parts() {
    const part = (title, note, ...fields) => el("fieldset", { class: "part" }, el("legend", { text: title }), note ? el("p", { class: "dim", text: note }) : null, fields.flat());
    const folded = (title, note, ...fields) => el("details", { class: "part" }, el("summary", { text: title }), el("div", { class: "part-in" }, note ? el("p", { class: "dim", text: note }) : null, fields));
    return [
      part("Who", "", el("div", { class: "row even" }, labelled("Name", this.name), labelled("In short", this.short, "what the play says")), labelled("Who that is", this.role), el("div", { class: "row even" }, labelled("Pronoun", this.pronoun), labelled("Strangers say", this.title)), labelled("Story so far", this.bio), this.sitting.element),
      part("Nature", "", this.traits.map(([, { element }]) => element)),
      part("Wants", "", this.wants.element),
      part("Voice", "", labelled("Speaks", this.register), labelled("Sayings, one on each line", this.sayings), el("div", { class: "row even" }, labelled("Exclamations, one on each line", this.oaths), labelled("Pictures that come to mind", this.images))),
      folded("What counts in life", "How much each of these moves him or her.", el("div", { class: "values" }, this.values.map(([, { element }]) => element))),
      folded("A secret", "Told to nobody, unless trust is great; others may come to know and to spread it.", labelled("In the first person", this.confession), labelled("As others would tell it", this.rumour), el("div", { class: "row even" }, this.guard.element, this.scandal.element)),
    ];
  }

  _show(persona) {
    this.kept = persona;
    this.sitting.show({ id: this.id, persona });
    this.faults.clear();
    this.voice.quiet();
    const { traits = {}, values = {}, voice = {}, secret } = persona;
    for (const key of ["name", "short", "role", "title", "bio"]) this[key].value = persona[key] ?? "";
    this.pronoun.value = persona.pronoun ?? "she";
    for (const [name, field] of this.traits) field.set(traits[name] ?? 0);
    for (const [name, field] of this.values) field.set(values[name] ?? LUKEWARM);
    this.register.value = voice.register ?? "plain";
    for (const key of ["sayings", "oaths", "images"]) this[key].value = (voice[key] ?? []).join("\n");
    this.confession.value = secret?.confession ?? "";
    this.rumour.value = secret?.rumour ?? "";
    this.guard.set(secret?.guard ?? 700);
    this.scandal.set(secret?.scandal ?? 500);
    this.wants.show(persona.wants ?? [], this._people().filter(([id]) => id !== persona.id));
    for (const details of this.form.querySelectorAll("details")) details.open = false;
    this.save.textContent = this.id ? "Keep the change" : "Keep";
    this._head();
    for (const part of [this.form, this.form.parentElement, this.voice.element]) part.scrollTop = 0;
  }

  _changed() {
    this._head();
    this.voice.changed();
  }

  _head() {
    const name = this.name.value.trim();
    const who = { id: this.kept.id ?? (name ? idFor(name) : "nobody"), name: name || "?", picture: this.sitting.picture };
    fill(this.top, portrait(who, 52), el("div", {}, el("h2", { dir: "auto", text: name || (this.id ? "A character" : "Somebody new") }), el("p", { class: "dim", dir: "auto", text: this.role.value.trim() || "Nobody knows anything of this person yet." })));
  }

  /** The character as it is in the form, with what the form does not show as it was. */
  _persona() {
    const name = this.name.value.trim();
    const given = Object.fromEntries(["title", "role"].map((key) => [key, this[key].value.trim()]).filter(([, value]) => value));
    const [confession, rumour] = [this.confession.value.trim(), this.rumour.value.trim()];
    const { title: _title, role: _role, ...rest } = this.kept;
    return {
      ...rest, id: this.kept.id ?? idFor(name), name, short: this.short.value.trim() || null, ...given, pronoun: this.pronoun.value, bio: this.bio.value,
      traits: numbers(this.traits), values: numbers(this.values), wants: this.wants.value,
      secret: confession || rumour ? { confession, rumour, guard: this.guard.value, scandal: this.scandal.value } : null,
      portrait: this.sitting.picture ? (this.kept.portrait ?? "") : "",
      voice: { ...this.kept.voice, register: this.register.value, sayings: lines(this.sayings), oaths: lines(this.oaths), images: lines(this.images) },
    };
  }

  _sent() {
    this.wants.sent();
    return this._persona();
  }

  async _submitted(event) {
    event.preventDefault();
    this.faults.clear();
    const persona = this._sent();
    await doing(this.save, { trouble: (error) => this._refused(error) }, async () => {
      let made = await keep(persona, this.id, this.version);
      if (this.sitting.blob) {
        this.id = made.id; // should the picture be refused, the rest is kept
        made = await portray(made.id, this.sitting.blob);
      }
      this.shut();
      this._kept(made);
    });
  }

  async _refused(error) {
    this.faults.show(error);
    if (error.status === 412) [, this.version] = await character(this.id);
  }
}

const percent = (value) => `${Math.round(value / 10)} %`;
const numbers = (fields) => Object.fromEntries(fields.map(([name, field]) => [name, field.value]));
const lines = (area) => area.value.split("\n").map((line) => line.trim()).filter(Boolean);
