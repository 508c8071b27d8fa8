/** Asking the gateway. What it refuses becomes a Refusal with a sentence for people. */

import { known, renewed } from "./session.js";

const PREFIX = "/api/v1";

const HUMAN = {
  401: "You have to log in for this.",
  403: "You may watch this world, but not do that in it.",
  404: "This is not there (any more).",
  409: "Something else came first. Look again, then decide.",
  412: "Somebody has changed this meanwhile. It has been read again; try once more.",
  422: "Something about this is not right.",
  429: "That was a lot at once. Wait a moment, then go on.",
  503: "The players are away just now. What you see is safe; try again in a moment.",
};

/** Why something did not happen. `message` is for people; `code` and `places` for what wants to know more; `after` says in how many seconds it may be tried again. */
export class Refusal extends Error {
  constructor(status, problem, after = 0) {
    super(sentence(status, problem));
    this.status = status;
    this.after = after;
    this.code = problem?.code ?? "";
    this.places = problem?.errors ?? [];
  }
}

function sentence(status, problem) {
  if (status === 0) return "The gateway cannot be reached. Your browser tries again by itself.";
  const places = (problem?.errors ?? []).map(({ pointer, detail }) => `${pointer.split("/").at(-1)}: ${detail}`);
  const human = HUMAN[status] ?? (status >= 500 ? "Something went wrong in Fabula. It has been noted." : "That was refused.");
  return [human, places.length ? places.join("; ") : status === 503 || status >= 500 ? "" : (problem?.detail ?? "")].filter(Boolean).join(" ");
}

/** GET, with the query as an object; null and undefined are left out, lists are given one by one. */
export const get = (path, query = {}, signal = undefined) => asked("GET", path + asText(query), undefined, signal);

/** POST. The key makes doing it twice harmless, should the answer get lost. */
export const post = (path, body = {}) => asked("POST", path, body, undefined, { "Idempotency-Key": crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` });

/** PUT; with the version that was read, so that nobody's change is overwritten. */
export const put = (path, body, version = undefined) => asked("PUT", path, body, undefined, matching(version));

export const remove = (path, version = undefined) => asked("DELETE", path, undefined, undefined, matching(version));

/** GET, with the version of what is given: `[what, version]`. */
export async function versioned(path) {
  let version = "";
  const what = await asked("GET", path, undefined, undefined, {}, false, (headers) => (version = headers.get("ETag") ?? ""));
  return [what, version];
}

/** PUT of what is no JSON, as a picture is none. */
export const send = (path, blob, version = undefined) => asked("PUT", path, blob, undefined, matching(version));

/** What is asked for, asked again while the players are away, which they are for some seconds when they have just been called. */
export async function patiently(ask, times = 8) {
  for (let time = 1; ; time++) {
    try {
      return await ask();
    } catch (error) {
      if (error.status !== 503 || time === times) throw error;
      await new Promise((done) => setTimeout(done, Math.min(5, Math.max(1, error.after)) * 1000));
    }
  }
}

const matching = (version) => (version ? { "If-Match": version } : {});

async function asked(method, path, body, signal, more = {}, again = false, heads = () => {}) {
  const headers = { Accept: "application/json", ...more };
  const plain = body instanceof Blob;
  if (body !== undefined) headers["Content-Type"] = plain ? body.type : "application/json";
  let answer;
  try {
    answer = await fetch(PREFIX + path, { method, headers, signal, body: body === undefined || plain ? body : JSON.stringify(body), credentials: "same-origin" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(0, null);
  }
  if (answer.status === 401 && known() && !again && (await renewed())) return asked(method, path, body, signal, more, true, heads);
  const said = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw new Refusal(answer.status, said, Number(answer.headers.get("Retry-After")) || 0);
  heads(answer.headers);
  return said;
}

function asText(query) {
  const given = Object.entries(query).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => [name, one]))
    .filter(([, value]) => value !== null && value !== undefined && value !== "");
  return given.length ? `?${new URLSearchParams(given)}` : "";
}
