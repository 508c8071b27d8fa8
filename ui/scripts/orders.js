/** What a person can order of an ecosystem, as the gateway takes it. */

import { post } from "./gateway.js";

const of = (ecosystem, path) => `/ecosystems/${encodeURIComponent(ecosystem)}/${path}`;

export const start = (ecosystem, tempo) => post(of(ecosystem, "start"), tempo ? { tempo_ms: tempo } : {});
export const pause = (ecosystem) => post(of(ecosystem, "pause"));
export const step = (ecosystem, ticks) => post(of(ecosystem, "step"), { ticks });
export const tempo = (ecosystem, milliseconds) => post(of(ecosystem, "tempo"), { tempo_ms: milliseconds });

/** A directive: `{what: "world_event" | "whisper" | "meet" | "mood" | "move", …}`. */
export const direct = (ecosystem, directive) => post(of(ecosystem, "directives"), directive);

/** Words to a character, as oneself or (`as`) as another character. */
export const speak = (ecosystem, character, text, as) => post(of(ecosystem, "chat"), { character, text, ...(as ? { as } : {}) });
