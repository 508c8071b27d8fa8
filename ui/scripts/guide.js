/** Three sentences for somebody who sees the page for the first time. Who has read them does not see them again. */

import { button, el } from "./elements.js";
import { icon } from "./icons.js";

const KEY = "fabula.guided";

export class Guide {
  /** `act()` lets somebody make something happen. */
  constructor({ act }) {
    this.element = el("aside", { class: "guide", "aria-label": "How to read this page", hidden: read() },
      el("p", {}, el("b", { text: "Watch" }), " who loves and hates whom", rest(" below: click a line to read how it came to be so"), "."),
      el("p", {}, el("b", { text: "Ask" }), " a deed in the Play Why?", rest(" The Play waits while you point at it; a click on anybody tells who that is.")),
      el("p", {}, el("b", { text: "Act:" }), " ", button("make something happen", act, { class: "link" }), rest(", a storm, a letter or a word in somebody's ear, and see what they make of it"), "."),
      el("button", { type: "button", class: "round quiet", "aria-label": "Understood", title: "Understood", on: { click: () => this.close() } }, icon("close")));
  }

  close() {
    this.element.hidden = true;
    try {
      localStorage.setItem(KEY, "1");
    } catch {
      // storage is forbidden: then it is there again next time
    }
  }
}

/** What a phone has no room for. */
const rest = (text) => el("span", { class: "rest", text });

function read() {
  try {
    return localStorage.getItem(KEY) === "1";
  } catch {
    return false;
  }
}
