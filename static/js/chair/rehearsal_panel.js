/* "Rehearsal: nothing counts", with the ways into it and out of it. */

import { isOff, part, setHidden, setOff, setText } from "./dom.js";
import { CLEAR, rehearsalWords, rehearseStep } from "./rehearsal_words.js";
import { ifAllowed, mayDo } from "./rights.js";

/** Returns `render(room, {off})`; `run(step)` carries a step out. */
export function createRehearsalPanel(run) {
  const strip = part("rehearsal");
  const words = part("rehearsal-words");
  const clear = part("rehearsal-clear");
  /* One stands in the strip, the other beside the step that starts the session. */
  const bring = [part("rehearsal-bring"), part("rehearse")];
  let rehearse = null;

  function press(button, step) {
    button.addEventListener("click", () => {
      if (!isOff(button)) run(step());
    });
  }

  press(clear, () => CLEAR);
  for (const button of bring) press(button, () => rehearse);

  return function render(room, { off }) {
    rehearse = ifAllowed(room, rehearseStep(room));
    setHidden(strip, !room.rehearsal);
    setText(words, rehearsalWords(room));
    const [again, first] = bring;
    setHidden(clear, !mayDo(room, "clear"));
    setHidden(again, !room.rehearsal || rehearse === null);
    setHidden(first, room.rehearsal || rehearse === null);
    for (const button of bring) if (rehearse !== null) setText(button, rehearse.label);
    for (const button of [clear, ...bring]) setOff(button, off);
  };
}
