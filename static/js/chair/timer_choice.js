/* The timer that a vote is opened with. */

import { part, setHidden } from "./dom.js";

/**
 * Returns `read()` → `{seconds}` (null for none) or `{mistake}`, a sentence; `show(shown)`,
 * `clear()`, which chooses none, and `focus()`, which goes to the field with the mistake. `changed()` hears of every choice.
 */
export function createTimerChoice(changed) {
  const fieldset = part("timer");
  const other = part("timer-other");
  const field = part("timer-seconds");

  function chosen() {
    return fieldset.querySelector("input[name=timer]:checked").value;
  }

  function read() {
    const value = chosen();
    if (value === "") return { seconds: null };
    if (value !== "other") return { seconds: Number(value) };
    if (field.value === "" || !field.checkValidity()) {
      return { mistake: `Give the timer whole seconds, from ${field.min} to ${field.max}.` };
    }
    return { seconds: Number(field.value) };
  }

  fieldset.addEventListener("input", () => {
    setHidden(other, chosen() !== "other");
    changed();
  });

  return {
    read,
    show: (shown) => setHidden(fieldset, !shown),
    clear() {
      fieldset.querySelector("input[name=timer][value='']").checked = true;
      setHidden(other, true);
    },
    focus: () => field.focus(),
  };
}
