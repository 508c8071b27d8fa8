/** Logging in, and making an account. */

import { remember, renewed, known } from "./session.js";

const form = document.querySelector("form");
const says = document.querySelector("[data-says]");
const heading = document.querySelector("h1");
const email = document.querySelector("[data-email]");
const other = document.querySelector("[data-other]");
const send = form.querySelector("[type=submit]");

let making = false;

document.documentElement.dataset.theme = theme();
if (known()) renewed().then((there) => there && location.replace(wanted()));

other.addEventListener("click", () => turn(!making));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit().catch(() => say("The gateway cannot be reached. Try again in a moment."));
});

/** Where somebody was going: a place on the page, never elsewhere. */
function wanted() {
  const to = new URLSearchParams(location.search).get("to") ?? "";
  return to.startsWith("#/") ? `/${to}` : "/";
}

function theme() {
  try {
    return localStorage.getItem("fabula.theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  } catch {
    return "light";
  }
}

function turn(make) {
  making = make;
  heading.textContent = make ? "Take a seat in the house" : "The house is open";
  email.hidden = !make;
  send.textContent = make ? "Make an account" : "Log in";
  other.textContent = make ? "I have an account" : "Make an account";
  form.password.autocomplete = make ? "new-password" : "current-password";
  say("");
}

async function submit() {
  send.disabled = true;
  try {
    const [name, password] = [form.name.value.trim(), form.password.value];
    if (making && !(await asked("/register", { name, password, ...(form.email.value ? { email: form.email.value } : {}) }))) return;
    if (await asked("/login", { name, password })) {
      remember(true);
      location.assign(wanted());
    }
  } finally {
    send.disabled = false;
  }
}

async function asked(path, body) {
  const answer = await fetch(`/api/v1/auth${path}`, { method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (answer.ok) return true;
  const problem = await answer.json().catch(() => ({}));
  const places = (problem.errors ?? []).map(({ pointer, detail }) => `${pointer.split("/").at(-1)}: ${detail}`);
  say(answer.status === 401 ? "Name or password is wrong." : answer.status === 429 ? "Too many attempts. Wait a moment." : places.join("; ") || problem.detail || "That was refused.");
  return false;
}

function say(text) {
  says.textContent = text;
  says.hidden = !text;
}
