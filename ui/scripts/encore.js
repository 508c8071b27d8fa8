/** The same story once more, for whoever may watch a world and not direct it. */

import { button, el } from "./elements.js";
import { doing } from "./fields.js";
import { post } from "./gateway.js";
import { icon } from "./icons.js";
import * as orders from "./orders.js";

const TEMPO_MS = 3000;

export class Encore {
  /** `open(id)` shows the world that was begun, with its desk. */
  constructor(show, notices, { open }) {
    Object.assign(this, { show, notices, _open: open });
    this.act = button("Begin my own", () => this.begin(), { class: "act" });
    this.element = el("aside", { class: "guide encore", "aria-label": "Directing", hidden: true },
      el("p", {}, el("b", { text: "This world is somebody else's:" }), " you may watch it. Begin the same story as your own, and throw into it whatever you like."), this.act,
      el("button", { type: "button", class: "round quiet", "aria-label": "Only watch", title: "Only watch", on: { click: () => (this.element.hidden = true) } }, icon("close")));
  }

  /** Say what can be done. */
  offer() {
    this.element.hidden = false;
    this.act.focus({ preventScroll: true });
  }

  /** Found it, and let it live. */
  async begin() {
    await doing(this.act, this.notices, async () => {
      const made = await post("/ecosystems", { scenario: this.show.head.scenario });
      await orders.start(made.id, TEMPO_MS);
      this._open(made.id);
      this.notices.say("It is yours. The players come on stage; order whatever you like meanwhile.");
    });
  }
}
