/** Keys that work everywhere on the page, except where somebody writes. */

const WRITING = "input:not([type=range]), textarea, select, [contenteditable]";

/** Listen until the function that is given back is called. */
export function keyed(theatre) {
  const { show } = theatre;
  const acts = {
    " ": () => (show.mode === "replay" ? show.hold() : show.play(show.speed)),
    l: () => show.present(),
    n: () => turn(show, show.nextTurn()),
    p: () => turn(show, show.lastTurn()),
    1: () => theatre.view("all"),
    2: () => theatre.view("stage"),
    3: () => theatre.view("web"),
    4: () => theatre.view("feed"),
  };
  const listen = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(WRITING)) return;
    if (event.key === " " && event.target.closest?.("button, a, summary, [role=log]")) return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  window.addEventListener("keydown", listen);
  return () => window.removeEventListener("keydown", listen);
}

function turn(show, tick) {
  if (tick !== undefined) show.goto(tick);
}
