/* "Ask now": a question that nobody prepared, in two taps. */

import { isOff, part, setHidden, setOff } from "./dom.js";
import { createFormDialog, linesOf } from "./form_dialog.js";
import { mayDo } from "./rights.js";
import { mayShow } from "./steps.js";

/** The step that asks: `kind` is ready-made, or "single" with the typed `choices`. */
export function askStep({ kind, prompt, choices, open }) {
  const fields = { kind, open };
  if (prompt.trim() !== "") fields.prompt = prompt.trim();
  if (kind === "single") fields.choices = linesOf(choices);
  return { do: "ask", label: "Ask now", effect: "", fields };
}

/** What is missing before a step of `askStep` can be sent, or "". */
export function askMistake({ fields }) {
  if (fields.kind !== "single") return "";
  if (!fields.prompt) return "Type the question first.";
  return fields.choices.length < 2 ? "Type at least two choices, one a line." : "";
}

/** Returns `{render(room, {off}), tell, settled, isOpen}`; `run(step)` carries a step out. */
export function createAskNow(run) {
  const form = createFormDialog("ask-now", run);
  const opener = part("ask-now-button");
  const prompt = part("ask-now-prompt");
  const choices = part("ask-now-choices");
  const opens = part("ask-now-open");
  const buttons = Array.from(form.dialog.querySelectorAll("[data-ask-kind]"));

  opener.addEventListener("click", () => {
    if (isOff(opener)) return;
    form.open();
    buttons[0].focus(); // not the field: on a phone its keyboard would cover the buttons
  });

  for (const button of buttons) {
    button.dataset.sends = "";
    button.addEventListener("click", () => {
      if (isOff(button)) return;
      const step = askStep({
        kind: button.dataset.askKind,
        prompt: prompt.value,
        choices: choices.value,
        open: opens.checked,
      });
      const mistake = askMistake(step);
      if (mistake) form.tell(mistake);
      else form.send(step);
    });
  }

  return {
    tell: form.tell,
    isOpen: form.isOpen,
    settled(outcome) {
      const mine = form.isOpen();
      form.settled(outcome);
      if (!mine || form.isOpen()) return;
      prompt.value = "";
      choices.value = "";
      opens.checked = false;
    },
    render(room, { off }) {
      setHidden(opener, !mayShow(room) || !mayDo(room, "ask"));
      setOff(opener, off);
      form.setBusy(off);
    },
  };
}
