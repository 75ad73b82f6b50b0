/* Asking once more before what cannot be taken back. */

import { part, setText } from "./dom.js";

/**
 * Returns `ask({title, text, yes, no}, carryOn)`, which calls `carryOn` only for a yes given by its
 * own button, and `isAsking()`. Escape and everything else mean no.
 */
export function createAsk() {
  const dialog = part("ask");
  const yes = part("ask-yes");
  const no = part("ask-no");
  let agreed = null;

  yes.addEventListener("click", () => {
    const carryOn = agreed;
    dialog.close();
    if (carryOn !== null) carryOn();
  });
  no.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    agreed = null;
  });

  return {
    isAsking: () => dialog.open,
    ask(question, carryOn) {
      if (dialog.open) return;
      setText(part("ask-title"), question.title);
      setText(part("ask-text"), question.text);
      setText(yes, question.yes);
      setText(no, question.no);
      agreed = carryOn;
      dialog.showModal();
      no.focus();
    },
  };
}
