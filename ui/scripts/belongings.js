/** The characters of one's own library, as the gateway keeps them. */

import { get, post, put, remove, send, versioned } from "./gateway.js";

const PAGE = 200;
const at = (id) => `/characters/${encodeURIComponent(id)}`;

/** All of them, by name: {id, persona}. */
export async function characters() {
  const found = [];
  let cursor = null;
  do {
    const page = await get("/characters", { limit: PAGE, cursor });
    found.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return found;
}

/** One of them, and its version: `[character, version]`. */
export const character = (id) => versioned(at(id));

/** Keep a new one, or make the one of this id another persona. */
export const keep = (persona, id = "", version = "") => (id ? put(at(id), { persona }, version) : post("/characters", { persona }));

/** Give it a picture. */
export const portray = async (id, blob) => send(`${at(id)}/portrait`, blob, (await versioned(at(id)))[1]);

export const forget = async (id) => remove(at(id), (await versioned(at(id)))[1]);

/** What it would say: [{situation, hearer, text}]. */
export const audition = async (persona, seed) => (await post("/characters/audition", { persona, seed })).lines;
