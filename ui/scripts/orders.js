/** What a person can order of an ecosystem, as the gateway takes it. */

import { patiently, post, put } from "./gateway.js";

const of = (ecosystem, path) => `/ecosystems/${encodeURIComponent(ecosystem)}/${path}`;

export const start = (ecosystem, tempo) => patiently(() => post(of(ecosystem, "start"), tempo ? { tempo_ms: tempo } : {}));
export const pause = (ecosystem) => post(of(ecosystem, "pause"));
export const stop = (ecosystem) => post(of(ecosystem, "stop"));
export const step = (ecosystem, ticks) => post(of(ecosystem, "step"), { ticks });
export const tempo = (ecosystem, milliseconds) => put(of(ecosystem, "tempo"), { tempo_ms: milliseconds });

/** A directive: `{what: "world_event" | "whisper" | "meet" | "mood" | "move", …}`; at once, also when nothing else is played. */
export const direct = (ecosystem, directive) => post(of(ecosystem, "directives"), { directive, at_once: true });

/** Words to a character, as oneself or as another character (`speaker`). Gives what was said, once it has been answered. */
export const speak = (ecosystem, character, words, speaker) => post(of(ecosystem, "chat"), { character, words, ...(speaker ? { speaker } : {}) });
