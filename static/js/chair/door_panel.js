/* "The door": who gets in, and what makes it doubtful that every delegate is one person. */

import { doorDoubts, doorWords, entryWords } from "./door_words.js";
import { isOff, part, setHidden, setOff, setOptional, setParagraphs, setText } from "./dom.js";
import { mayDo } from "./rights.js";

const SHUT = { do: "door", label: "Shut the door", effect: "", fields: { door: "shut" } };
const OPEN = { do: "door", label: "Open the door", effect: "", fields: { door: "open" } };
const CODE = { do: "code", label: "New code…", effect: "", fields: {} };

/** Returns `render(room, {surge, off})`; `run(step)` carries a step out. */
export function createDoorPanel(run) {
  const names = ["entry", "door-card", "door-state", "door-warning", "door-doubts", "door-admit"];
  const parts = Object.fromEntries(names.map((name) => [name, part(name)]));
  const swing = part("door-swing");
  const shut = part("door-shut");
  const code = part("door-code");
  let next = SHUT;

  function press(button, step) {
    button.addEventListener("click", () => {
      if (!isOff(button)) run(step());
    });
  }

  press(swing, () => next);
  press(shut, () => SHUT);
  press(code, () => CODE);

  return function render(room, { surge, off }) {
    /* Simulated delegates come all at once, and beyond those expected. */
    const doubts = room.rehearsal ? [] : doorDoubts(room, surge);
    next = room.door === "shut" ? OPEN : SHUT;
    setOptional(parts.entry, entryWords(room));
    setHidden(parts["door-card"], room.door === null);
    setText(parts["door-state"], doorWords(room.door));
    setText(swing, next.label);
    setHidden(swing, room.door === "personal" || !mayDo(room, "door"));
    setHidden(code, !mayDo(room, "code"));
    setHidden(parts["door-admit"], room.door === "personal" || !mayDo(room, "admit"));
    setParagraphs(parts["door-doubts"], doubts);
    setHidden(parts["door-warning"], doubts.length === 0);
    setHidden(shut, room.door !== "open" || !mayDo(room, "door"));
    for (const button of [swing, shut, code]) setOff(button, off);
    return doubts;
  };
}
