/** Light or dark: as the system says, until somebody chooses. */

import { el } from "./elements.js";
import { icon } from "./icons.js";

const KEY = "fabula.theme";

/** Set the page's theme, and keep it right when the system changes. `changed` is called when it has become another. */
export function themed(changed) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    document.documentElement.dataset.theme = chosen() ?? (system.matches ? "dark" : "light");
    changed();
  };
  system.addEventListener("change", apply);
  apply();
  const turn = () => {
    keep(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    apply();
  };
  return el("button", { type: "button", class: "round quiet", "aria-label": "Light or dark", title: "Light or dark", on: { click: turn } }, icon("night"));
}

function chosen() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is forbidden
  }
}

function keep(theme) {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    document.documentElement.dataset.theme = theme;
  }
}
