/* The projectors that show the session: told apart by their numbers, and set in size and theme. */

import { identifyStep, lookStep, projectorRows, projectorsWords } from "./cover_steps.js";
import { element, isOff, part, setHidden, setOff, setOptional, setText } from "./dom.js";
import { createFormDialog } from "./form_dialog.js";
import { createLooksWaiting } from "./looks_waiting.js";
import { mayDo } from "./rights.js";

/* A select has no null: what a projector has not of its own is as all have it. */
const AS_ALL = "as-all";

/** Returns a form of chair.js: `{render(room, {off}), tell, settled, isOpen}`; `run(step)` carries a step out. */
export function createProjectorsPanel(run) {
  const form = createFormDialog("projectors", run);
  const opener = part("projectors-open");
  const list = part("looks");
  const rowOfAll = form.dialog.querySelector('[data-look-row=""]');
  const waiting = createLooksWaiting();
  let busy = true;
  let told = "";

  /* One after another: the answer to the first must not undo the second. */
  function sendWaiting() {
    if (busy) return;
    const first = waiting.next();
    if (first !== null) run(lookStep(...first));
  }

  function listen(row, projector) {
    for (const key of ["size", "theme"]) {
      const select = part(`look-${key}`, row);
      select.addEventListener("change", () => {
        waiting.add(projector, key, select.value === AS_ALL ? null : select.value);
        sendWaiting();
      });
    }
    const button = part("look-identify", row);
    button.addEventListener("click", () => {
      if (!isOff(button)) run(identifyStep(projector));
    });
  }

  /* A row for one projector is that for all, with the choice to be as all are. */
  function makeRow({ number }) {
    const row = rowOfAll.cloneNode(true);
    row.dataset.lookRow = number;
    for (const select of row.querySelectorAll("select")) select.prepend(new Option("As all", AS_ALL));
    setText(part("look-identify", row), "Show its number");
    const group = element("fieldset", "looks");
    const note = element("p", "looks__note");
    note.dataset.lookNote = "";
    group.append(element("legend", "", `Projector ${number}`), row, note);
    listen(row, number);
    return group;
  }

  function rowOf(number) {
    return list.querySelector(`[data-look-row="${number}"]`);
  }

  function fill(row, projector, { size, theme }, off) {
    for (const [key, value] of Object.entries({ size, theme })) {
      const select = part(`look-${key}`, row);
      const wanted = value === null ? AS_ALL : value;
      if (!busy && !waiting.has(projector, key) && select.value !== wanted) select.value = wanted;
    }
    setOff(part("look-identify", row), off);
  }

  listen(rowOfAll, null);
  opener.addEventListener("click", () => {
    form.open();
    document.getElementById("projectors-title").focus();
  });

  return {
    tell: form.tell,
    isOpen: form.isOpen,
    settled(outcome) {
      form.settled(outcome);
      /* What was refused leaves the rest in doubt: the fields show what stands. */
      if (outcome.refused !== null && outcome.command.do === "look") waiting.clear();
    },
    render(room, { off }) {
      busy = off;
      setHidden(opener, !mayDo(room, "look"));
      setText(opener, room.projectors.length ? `Projectors (${room.projectors.length})…` : "Projectors…");
      setText(part("projectors-count"), projectorsWords(room));
      const rows = projectorRows(room);
      const numbers = rows.map(({ number }) => number).join(" ");
      if (told !== numbers) list.replaceChildren(...rows.map(makeRow));
      told = numbers;
      if (room.look) fill(rowOfAll, null, room.look, off);
      for (const each of rows) {
        const row = rowOf(each.number);
        fill(row, each.number, each, off);
        setOff(part("look-identify", row), off || !each.connected);
        setOptional(part("look-note", row.parentElement), each.note);
      }
      sendWaiting();
    },
  };
}
