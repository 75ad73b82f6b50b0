/* The keys at work: listed on the page, and to be switched off there. */

import { element, part } from "./dom.js";
import { KEYS, actionOf } from "./keys.js";

const STORED = "chair-keys";

function storedOff() {
  try {
    return localStorage.getItem(STORED) === "off";
  } catch {
    return false; // a browser that keeps nothing
  }
}

function store(on) {
  try {
    localStorage.setItem(STORED, on ? "on" : "off");
  } catch {
    /* Then the switch holds for this page alone. */
  }
}

function listKeys(body) {
  for (const { name, does } of KEYS) {
    const row = element("tr");
    const key = element("th");
    key.scope = "row";
    key.append(element("kbd", "", name));
    row.append(key, element("td", "", does));
    body.append(row);
  }
}

/** Calls the action that a key stands for; `mayAct()` says whether keys count just now. */
export function createKeyboard({ mayAct, ...actions }) {
  const on = part("keys-on");
  on.checked = !storedOff();
  on.addEventListener("change", () => store(on.checked));
  listKeys(part("keys"));

  document.addEventListener("keydown", (event) => {
    const action = on.checked ? actionOf(event) : null;
    if (action === null) return;
    event.preventDefault();
    if (!event.repeat && mayAct()) actions[action]();
  });
}
