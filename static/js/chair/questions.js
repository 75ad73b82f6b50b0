/* What is asked before steps that cannot be taken back, or take the phones of others along. */

import { leaveOutQuestion, leftOutWords } from "./keypad_words.js";
import { clearQuestion, rehearseQuestion } from "./rehearsal_words.js";
import { unaskedQuestions } from "./steps.js";

/** What the page asks before it ends the session; `unasked` questions were not voted on. */
export function endQuestion(room, unasked) {
  const left = unasked === 1 ? "1 question was not asked." : `${unasked} questions were not asked.`;
  const rest =
    "Phones and projector say thank you. You can start it again for 15 minutes; then its votes are sealed.";
  return {
    title: "End the session?",
    text: (unasked ? `${left} ${rest}` : rest) + leftOutWords(room),
    yes: "End the session",
    no: "Go on",
  };
}

/**
 * What the page asks before it starts a session beside others, or null where none is running:
 * phones that were carried along until now have to be told which room they are in.
 */
export function startQuestion({ running }) {
  if (!running.length) return null;
  const others = running.length === 1
    ? `Another session, “${running[0].title}”, is`
    : `${running.length} other sessions are`;
  return {
    title: "Start a further session?",
    text: `${others} live. Phones in this room will be asked which room they are in. Start anyway?`,
    yes: "Start anyway",
    no: "Do not start",
  };
}

/** What the page asks before it voids a vote. */
export function voidQuestion(room) {
  const votes = room.ballots === 1 ? "1 vote" : `${room.ballots} votes`;
  return {
    title: "Void this vote?",
    text: `${votes} will count nowhere. This cannot be undone, but you can vote again.`,
    yes: "Void the vote",
    no: "Keep the vote",
  };
}

/** What the page asks before a vote is voided because its question is to mean something else. */
export function meaningQuestion(room) {
  return {
    ...voidQuestion(room),
    title: "Void this vote and change the question?",
    yes: "Void and change",
  };
}

/** What the page asks before it changes the join code. */
export function codeQuestion() {
  return {
    title: "A new join code?",
    text: "The old one lets nobody in any more, also where it is printed. Those inside stay in.",
    yes: "Change the code",
    no: "Keep the code",
  };
}

/** What the page asks before it seals a vote. */
export function sealQuestion(room) {
  return {
    title: "Seal this vote now?",
    text:
      "From then on nobody can trace an answer to a person. It cannot be reopened or made void. " +
      "Without this it is sealed by itself a while after the close." +
      leftOutWords(room, room.round ? room.round.id : null),
    yes: "Seal the vote",
    no: "Not yet",
  };
}

/** What to ask before `step` is taken in a `room` as it is read, or null. */
export function questionBefore(room, step) {
  if (step.do === "start") return startQuestion(room);
  if (step.do === "void") return voidQuestion(room);
  if (step.do === "correct" && step.fields.void) return meaningQuestion(room);
  if (step.do === "leave_out") return leaveOutQuestion(room, step);
  if (step.do === "code") return codeQuestion();
  if (step.do === "seal") return sealQuestion(room);
  if (step.do === "rehearse") return rehearseQuestion(room);
  if (step.do === "clear") return clearQuestion();
  return step.do === "end" ? endQuestion(room, unaskedQuestions(room).filter(({ practice }) => !practice).length) : null;
}
