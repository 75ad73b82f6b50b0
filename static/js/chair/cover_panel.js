/* How to join, a message, a break: put on screen below the picture, and taken off there. */

import {
  breakStep,
  clearStep,
  coverMistake,
  coverNote,
  joinStep,
  messageStep,
  moreBreakStep,
} from "./cover_steps.js";
import { isOff, part, setHidden, setOff, setOptional, setText } from "./dom.js";
import { createFormDialog } from "./form_dialog.js";
import { tilesNote, tilesStep } from "./keypad_words.js";
import { mayDo } from "./rights.js";
import { mayCover } from "./steps.js";

const MORE_MINUTES = 5;
/* Buttons that put something on screen, each with its command. */
const OPENERS = [["cover-join", "screen_join"], ["message-open", "screen_message"], ["break-open", "screen_break"]];

/** Returns a form of chair.js: `{render(room, {off}), tell, settled, isOpen}`; `run(step)` carries a step out. */
export function createCoverPanel(run) {
  const message = createFormDialog("message", run);
  const pause = createFormDialog("break", run);
  const dialogs = [message, pause];
  const row = part("covers");
  const buttons = Object.fromEntries(
    ["cover-clear", "cover-more", "cover-join", "message-open", "break-open"].map((name) => [name, part(name)]),
  );
  const why = part("cover-note");
  const tiles = part("keypad-tiles");
  const tilesSaid = part("keypad-tiles-note");
  const text = part("message-text");
  const left = part("message-left");
  const minutes = part("break-minutes");
  const until = part("break-until");
  let screen = null;
  let room = null;

  function press(button, carryOut) {
    button.addEventListener("click", () => {
      if (!isOff(button)) carryOut();
    });
  }

  function send(form, step) {
    const mistake = coverMistake(step);
    if (mistake) form.tell(mistake);
    else form.send(step);
  }

  function countLeft() {
    const rest = text.maxLength - text.value.length;
    setText(left, rest === 1 ? "1 character is left." : `${rest} characters are left.`);
  }

  press(buttons["cover-clear"], () => screen && run(clearStep(screen)));
  press(buttons["cover-more"], () => run(moreBreakStep(MORE_MINUTES)));
  press(buttons["cover-join"], () => run(joinStep()));
  press(tiles, () => run(tilesStep(room)));
  press(buttons["message-open"], () => {
    countLeft();
    message.open();
    text.focus();
  });
  press(buttons["break-open"], () => {
    pause.open();
    pause.dialog.querySelector("[data-minutes]").focus();
  });
  text.addEventListener("input", countLeft);
  press(part("message-show"), () => send(message, messageStep(text.value)));
  for (const button of pause.dialog.querySelectorAll("[data-minutes]")) {
    press(button, () => send(pause, breakStep({ minutes: Number(button.dataset.minutes) })));
  }
  press(part("break-for"), () => send(pause, breakStep({ minutes: minutes.valueAsNumber })));
  press(part("break-at"), () => send(pause, breakStep({ until: until.value })));

  return {
    tell: (sentence) => dialogs.forEach((form) => form.tell(sentence)),
    isOpen: () => dialogs.some((form) => form.isOpen()),
    settled(outcome) {
      const typed = message.isOpen();
      dialogs.forEach((form) => form.settled(outcome));
      if (typed && !message.isOpen()) text.value = "";
    },
    render(now, { off }) {
      room = now;
      ({ screen } = room);
      const tilable = room.keypads && room.phase !== "open" && mayDo(room, "keypad_tiles");
      setHidden(tiles, !tilable);
      setText(tiles, tilesStep(room).label);
      setOff(tiles, off);
      setOptional(tilesSaid, tilesNote(room));
      const may = (name) => mayCover(room) && mayDo(room, name);
      setHidden(row, false);
      setOptional(why, mayDo(room, "screen_message") ? coverNote(room) : "");
      setHidden(buttons["cover-clear"], !screen || !may("screen_clear"));
      if (screen) setText(buttons["cover-clear"], clearStep(screen).label);
      setHidden(buttons["cover-more"], screen?.kind !== "break" || !may("screen_extend"));
      for (const [name, does] of OPENERS) setHidden(buttons[name], Boolean(screen) || !may(does));
      for (const button of Object.values(buttons)) setOff(button, off);
      dialogs.forEach((form) => form.setBusy(off));
    },
  };
}
