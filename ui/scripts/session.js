/** Who looks at the page: logging in and out, and renewing what the browser keeps for it. */

const PREFIX = "/api/v1/auth";

/** The account that looks, or null for nobody in particular. */
export async function me() {
  if (!(await named()) && !(known() && (await renewed()) && (await named()))) return null;
  const answer = await fetch(`${PREFIX}/me`, { credentials: "same-origin" });
  return answer.ok ? answer.json() : null;
}

async function named() {
  return (await (await fetch("/page/who", { credentials: "same-origin" })).json()).name;
}

let renewing = null;

/** Renew the session; whether there is one. Asked at the same time by many, it is done once. */
export function renewed() {
  renewing ??= fetch(`${PREFIX}/refresh`, { method: "POST", credentials: "same-origin" })
    .then((answer) => answer.ok || answer.status === 409) // somebody else of this browser was faster
    .catch(() => false)
    .finally(() => setTimeout(() => (renewing = null), 1000));
  return renewing;
}

/** Whether this browser has been logged in: there is something to renew. No script can read the cookies themselves. */
export const known = () => {
  try {
    return localStorage.getItem("fabula.known") === "1";
  } catch {
    return false;
  }
};

export function remember(yes) {
  try {
    if (yes) localStorage.setItem("fabula.known", "1");
    else localStorage.removeItem("fabula.known");
  } catch {
    // storage is forbidden: then it is asked once more
  }
}

/** End the session, and go to where one logs in. */
export async function leave() {
  await fetch(`${PREFIX}/revoke`, { method: "POST", credentials: "same-origin" }).catch(() => null);
  remember(false);
  location.assign("/login");
}
