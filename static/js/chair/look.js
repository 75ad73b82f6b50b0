/* Looking at a question as the room would see it, and correcting its words. */

import { isOff, part, setHidden, setOff, setOptional, setText } from "./dom.js";
import { createFormDialog, linesOf } from "./form_dialog.js";
import { questionPlace } from "./numbering.js";
import { mayDo } from "./rights.js";
import { drawChoices } from "./screen_panel.js";
import { mayShow, questionStep } from "./steps.js";
import { questionStanding } from "./words.js";

const UNSEEN = "This is what the room would see.";

function step(name, fields) {
  return { do: name, label: "", effect: "", fields };
}

/** Whether the room is voting on the question with this id just now. */
export function isVotedOn(room, id) {
  return room.phase === "open" && room.question !== null && room.question.id === id;
}

/** The steps that the words of a form may become; `id` is the question's. */
export const wordSteps = {
  save: (id, words) => step("correct", { question: id, ...words }),
  spelling: (id, words) => step("respell", words),
  meaning: (id, words) => step("correct", { question: id, void: true, ...words }),
};

/** The step that skips a question, or takes it up again. */
export function skipStep({ id, skipped }) {
  return step("skip", { question: id, on: !skipped });
}

/** The step that moves a question by so many places. */
export function moveStep(id, steps) {
  return step("move", { question: id, steps });
}

/** Returns `{look(id), render(room, {off}), tell, settled, isOpen}`; `run(step)` carries a step out. */
export function createLook(run) {
  const form = createFormDialog("look", run);
  const names = ["title", "standing", "picture", "prompt", "help", "choices", "show", "skip", "stage", "closed", "open", "words"];
  const parts = Object.fromEntries(names.map((name) => [name, part(`look-${name}`)]));
  const fields = Object.fromEntries(
    ["prompt", "help", "choices"].map((name) => [name, part(`look-edit-${name}`)]),
  );
  let shown = null;
  let room = null;

  function entry() {
    return room === null ? undefined : room.questions.find(({ id }) => id === shown);
  }

  function typed() {
    const { prompt, help, choices } = fields;
    return { prompt: prompt.value.trim(), help: help.value.trim(), choices: linesOf(choices.value) };
  }

  function press(button, carryOut) {
    button.dataset.sends = "";
    button.addEventListener("click", () => {
      if (!isOff(button) && entry()) carryOut();
    });
  }

  press(parts.show, () => form.send(questionStep(room, shown)));
  press(parts.skip, () => form.send(skipStep(entry())));
  for (const way of ["save", "spelling", "meaning"]) {
    press(part(`look-${way}`), () => form.send(wordSteps[way](shown, typed())));
  }

  function fillIn() {
    const { prompt, help, choices } = entry();
    fields.prompt.value = prompt;
    fields.help.value = help;
    fields.choices.value = choices.map(({ text }) => text).join("\n");
  }

  function draw(off) {
    const question = entry();
    const index = room.questions.indexOf(question);
    const open = isVotedOn(room, shown);
    const standing = questionStanding(room, index);
    setText(parts.title, questionPlace(room.questions, index));
    setText(parts.standing, [standing && `${standing}.`, standing === "On screen" ? "" : UNSEEN].join(" ").trim());
    setHidden(parts.picture, open); // the room sees it anyway, and the ways to correct it need the place
    setText(parts.prompt, question.prompt);
    setOptional(parts.help, question.help);
    drawChoices(parts.choices, question.choices);
    setHidden(parts.show, room.standing !== "live" || index === room.place || !mayDo(room, "show"));
    setHidden(parts.skip, (index === room.place && room.standing === "live") || !mayDo(room, "skip"));
    setHidden(parts.words, !mayDo(room, "correct"));
    parts.stage.href = `${parts.stage.dataset.base}${shown}/`;
    setText(parts.skip, question.skipped ? "Take it up again" : "Skip it");
    setHidden(parts.closed, open);
    setHidden(parts.open, !open);
    form.setBusy(off);
    setOff(parts.show, off || !mayShow(room));
  }

  return {
    tell: form.tell,
    isOpen: form.isOpen,
    settled: form.settled,
    look(id) {
      shown = id;
      if (!entry()) return;
      parts.words.open = isVotedOn(room, id);
      fillIn();
      draw(false);
      form.open();
      parts.title.focus();
    },
    render(next, { off }) {
      room = next;
      if (!form.isOpen()) return;
      if (entry()) draw(off);
      else form.close();
    },
  };
}
