/* What covers the picture, and how projectors look: the steps, and the words for them. */

import { backAt, breakLeft } from "../screen.js";

const NAMES = { join: "How to join", message: "The message", break: "The break" };

function step(name, label, fields = {}) {
  return { do: name, label, effect: "", fields };
}

/** Why the buttons that put something before the picture are away just now, or "". */
export function coverNote({ phase }) {
  return phase === "open"
    ? "Close the vote first to show a message, a break or how to join: nothing may cover an open vote."
    : "";
}

/** Address and code over the whole projector. */
export function joinStep() {
  return step("screen_join", "How to join");
}

/** A typed text, large. */
export function messageStep(text) {
  return step("screen_message", "Message", { text });
}

/** A break, for so many `{minutes}` or `{until}` a time of day. */
export function breakStep(fields) {
  return step("screen_break", "Break", fields);
}

/** More minutes for the break that is on. */
export function moreBreakStep(minutes) {
  return step("screen_extend", "More time", { minutes });
}

/** What covers the picture, off the screen. */
export function clearStep({ kind }) {
  const name = NAMES[kind];
  return step("screen_clear", `Take ${name[0].toLowerCase()}${name.slice(1)} off`);
}

/** Another size or theme, `{size}` or `{theme}`, for the projector with a number, or for all with null. */
export function lookStep(projector, wanted) {
  return step("look", "Projectors", projector === null ? wanted : { projector, ...wanted });
}

/** A projector shows its number, or each does with null. */
export function identifyStep(projector) {
  return step("identify", "Show the number", projector === null ? {} : { projector });
}

/** What is missing in a step of `messageStep` or `breakStep` before it can be sent, or "". */
export function coverMistake({ do: name, fields }) {
  if (name === "screen_message") return fields.text.trim() === "" ? "Type the message first." : "";
  if ("until" in fields) return fields.until === "" ? "Give the time at which the break ends." : "";
  const whole = Number.isInteger(fields.minutes) && fields.minutes >= 1 && fields.minutes <= 720;
  return whole ? "" : "Give whole minutes, from 1 to 720.";
}

/** "The message is shown": what goes on in the room, in a few words. */
export function coverName({ kind }, what = "is shown") {
  return `${NAMES[kind]} ${what}`;
}

/** What the chair may say, as paragraphs; `joining` is how one joins. */
export function coverWords(screen, now, joining) {
  if (screen.kind === "message") return [screen.text];
  if (screen.kind === "join") return [joining];
  if (breakLeft(screen, now) === 0) return ["The break is over. Please take your seats."];
  return ["We have a break.", `Please be back at ${backAt(screen)}.`];
}

const THEME_NAMES = { dark: "dark", light: "light", contrast: "high contrast" };

/** One line for each projector that is connected, or has a look of its own. */
export function projectorRows(room) {
  const set = room.look ? room.look.projectors : [];
  const numbers = new Set([...room.projectors, ...set].map(({ number }) => number));
  return [...numbers].sort((one, other) => one - other).map((number) => {
    const there = room.projectors.find((each) => each.number === number);
    const own = set.find((each) => each.number === number) ?? { size: null, theme: null };
    const note = there && there.theme ? `Its theme was chosen there: ${THEME_NAMES[there.theme]}` : "";
    return { number, size: own.size, theme: own.theme, connected: Boolean(there), note: there ? note : "Not connected" };
  });
}

/** How many projectors show the session, in words. */
export function projectorsWords({ projectors }) {
  if (!projectors.length) return "No projector shows this session now.";
  if (projectors.length === 1) return "One projector shows this session.";
  return `${projectors.length} projectors show this session.`;
}
