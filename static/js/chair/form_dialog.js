/* A dialog that holds what the chair types until the server has taken it. */

import { part, setOff, setOptional } from "./dom.js";

/* A message of a client may have 8 KiB; a longer one would cost the connection. */
const LONGEST = 7900;
const TOO_LONG = "This is too long to be sent in one go. Please shorten it.";

/** The lines of a text that hold something. */
export function linesOf(text) {
  return text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}

/** Why the fields of a command cannot be sent, or "". */
export function tooLong(fields) {
  return new TextEncoder().encode(JSON.stringify(fields)).length > LONGEST ? TOO_LONG : "";
}

/**
 * The dialog `name` with its `-mistake` and `-cancel`: `open()`, `close()`, `isOpen()`, `tell(sentence)`
 * what went wrong, `send(step)` through `run`, `settled({command, refused})`, which closes it once its own
 * step was taken, and `setBusy(off)`.
 */
export function createFormDialog(name, run) {
  const dialog = part(name);
  const mistake = part(`${name}-mistake`);
  let sent = null;

  function tell(sentence) {
    if (dialog.open) setOptional(mistake, sentence);
  }

  part(`${name}-cancel`).addEventListener("click", () => dialog.close());
  part(`${name}-form`).addEventListener("submit", (event) => event.preventDefault());
  dialog.addEventListener("close", () => {
    sent = null;
  });

  return {
    dialog,
    tell,
    isOpen: () => dialog.open,
    close: () => dialog.close(),
    open() {
      setOptional(mistake, "");
      dialog.showModal();
      dialog.scrollTop = 0;
    },
    send(step) {
      const wrong = tooLong(step.fields);
      tell(wrong);
      if (wrong) return;
      sent = step;
      run(step);
    },
    settled({ command, refused }) {
      if (command === sent && refused === null) dialog.close();
    },
    setBusy(off) {
      for (const button of dialog.querySelectorAll("[data-sends]")) setOff(button, off);
    },
  };
}
