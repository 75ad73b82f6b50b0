/* What organisers' pages do beyond plain forms: focus on problems, copying with one press. */

import { copyText } from "./copying.js";

const SAID_FOR_MS = 4000;

function offerCopy(block) {
  const text = block.querySelector("[data-copy-text]");
  const button = block.querySelector("[data-copy-button]");
  const status = block.querySelector("[data-copy-status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const copied = await copyText(text);
    status.textContent = copied ? "Copied." : "Selected: press Ctrl+C.";
    setTimeout(() => {
      status.textContent = "";
    }, SAID_FOR_MS);
  });
}

/*
 * “Back” loads a form anew, with a fresh key, and the browser fills in what was typed: the entry
 * in the history keeps the key of before, so that the form sent again leads to what it made.
 */
function keepKey(field) {
  const kept = history.state?.key;
  if (kept) field.value = kept;
  else history.replaceState({ key: field.value }, "");
}

document.querySelectorAll("[data-key]").forEach(keepKey);
document.querySelector("[data-problems]")?.focus();
document.querySelectorAll("[data-copy]").forEach(offerCopy);
