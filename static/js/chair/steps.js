/* Which one next step is sensible, which step undoes the last, and what else may be done. */

import { agendaStep, agendaStepBack, hideListStep } from "./agenda_steps.js";
import { clearStep } from "./cover_steps.js";
import { questionName } from "./numbering.js";
import { CLEAR } from "./rehearsal_words.js";
import { NOT_YOURS, ifAllowed, mayDo } from "./rights.js";

/** Whether a question of the programme was voted on; a void vote counts as none. */
export function wasAsked(entry) {
  return entry.round !== null && entry.round !== undefined && entry.round.phase !== "void";
}

function isToAsk(entry) {
  return !wasAsked(entry) && !entry.skipped;
}

/** The questions that nobody has voted on yet; skipped ones are left out on purpose. */
export function unaskedQuestions(room) {
  return room.questions.filter(isToAsk);
}

function step(name, label, effect, fields = {}) {
  return { do: name, label, effect, fields };
}

function showStep(room, entry) {
  const name = questionName(room.questions, room.questions.indexOf(entry));
  const effect = `“${entry.prompt}” goes on screen. Voting stays closed.`;
  return step("show", `Show ${name}`, effect, { question: entry.id });
}

/** The step that puts one question of the programme on screen. */
export function questionStep(room, id) {
  return showStep(room, room.questions.find((entry) => entry.id === id));
}

function endStep() {
  return step("end", "End the session", "Phones and projector say thank you. You are asked first.");
}

/* Onward from a question that is done with: to the next that was not asked, or to the end. */
function onward(room) {
  const following = room.questions.slice(room.place + 1).find(isToAsk);
  if (!following) return endStep();
  if (room.questions[room.place + 1] !== following) return showStep(room, following);
  const label = `Next: ${questionName(room.questions, room.place + 1)}`;
  return step("next", label, `“${following.prompt}” goes on screen. Voting stays closed.`);
}

function seenWhileOpen(entry) {
  if (entry && entry.tallies === "closed") return "Nobody sees counts before you close, you included.";
  if (entry && !entry.live) return "The room sees only how many have voted.";
  if (entry && entry.tallies === "steps") return "The room sees the counts from 10 votes on, in steps.";
  return "The room sees the counts move.";
}

function openStep(room) {
  const keypads = room.entry && room.entry.keypads ? ` ${room.entry.keypads}` : "";
  return step("open", "Open voting", `Phones can vote. ${seenWhileOpen(room.entry)}${keypads}`);
}

const byPhase = {
  waiting(room) {
    if (room.question !== null) return room.entry && wasAsked(room.entry) ? onward(room) : openStep(room);
    if (!room.questions.length) return null;
    const [first] = unaskedQuestions(room);
    return first ? showStep(room, first) : endStep();
  },
  open: () => step("close", "Close voting", "No vote is taken after this. You can reopen."),
  closed: () => step("reveal", "Show the result", "Projector and phones show the result."),
  revealed: onward,
  ended: (room) => (room.rehearsal ? CLEAR : null),
};

/** The one sensible next step, `{do, label, effect, fields}`, or null where there is none. */
export function nextStep(room) {
  return room === null ? null : ifAllowed(room, stepOnward(room));
}

function stepOnward(room) {
  if (room.standing === "draft") {
    return step("start", "Start the session", "Phones that have joined are carried into it.");
  }
  return agendaStep(room) ?? byPhase[room.phase](room);
}

/** The step that goes one back without losing anything, or null. */
export function stepBack(room) {
  if (room === null || room.standing !== "live") return null;
  return ifAllowed(room, stepBackward(room));
}

function stepBackward(room) {
  if (room.screen) return clearStep(room.screen);
  if (room.list !== null) return hideListStep();
  if (room.agenda) return agendaStepBack(room);
  if (room.phase === "revealed") return step("hide", "Hide the result again", "");
  if (room.phase === "closed") return room.sealed ? null : step("reopen", "Reopen voting", "");
  if (room.phase !== "waiting") return null;
  const before = room.questions.slice(0, Math.max(room.place, 0)).reverse().find(({ skipped }) => !skipped);
  if (!before) return null;
  return step("previous", `Back to ${questionName(room.questions, room.questions.indexOf(before))}`, "");
}

/** Why there is no way back just now: a sentence for the chair. */
export function whyNoStepBack(room) {
  if (room !== null && !mayDo(room, "previous")) return NOT_YOURS;
  if (room !== null && room.phase === "open") {
    return "Voting is open. Close it first, or void the vote.";
  }
  if (room !== null && room.sealed) {
    return "This vote is sealed and cannot be reopened. You can vote again on the question.";
  }
  return "There is nothing to go back to.";
}

/** Live counts on or off, where the room is voting; null elsewhere. */
export function liveStep(room) {
  if (room === null || room.phase !== "open" || room.tallies === "closed") return null;
  const toggle = room.live
    ? step("hide", "Hide the counts from the room", "")
    : step("reveal", "Let the room see the counts", "");
  return ifAllowed(room, toggle);
}

/** Why counts can be neither shown nor hidden just now: a sentence for the chair. */
export function whyNoLiveStep(room) {
  if (room !== null && !mayDo(room, "reveal")) return NOT_YOURS;
  if (room !== null && room.phase === "open") return "Nobody sees the counts of this vote before it is closed.";
  return "Counts are shown to the room, or hidden from it, while voting is open.";
}

/** The projector black, or with its picture again. */
export function blankStep(room) {
  if (room === null || room.standing === "ended") return null;
  return ifAllowed(room, step("blank", room.blank ? "Show the picture again" : "Black screen", "", { on: !room.blank }));
}

/** The timer of the open vote: from now on so many `seconds`, or none with null. */
export function timerStep(seconds) {
  return step("timer", seconds === null ? "Stop the timer" : "Start a timer", "", { seconds });
}

/** What else may be done now, beside the next step and the way back. */
export function otherSteps(room) {
  if (room === null || room.standing === "draft") return [];
  return stepsBeside(room).filter((each) => mayDo(room, each.do));
}

function stepsBeside(room) {
  if (room.standing === "ended") return room.rehearsal ? [] : [step("start", "Start the session again", "")];
  const next = nextStep(room);
  const others = [];
  if (room.question !== null && room.phase !== "open") {
    if (room.phase === "waiting" && room.entry && wasAsked(room.entry)) {
      others.push(step("recall", "Bring back its last vote", ""));
    }
    if (next === null || next.do !== "open") others.push(step("open", "Vote again on this question", ""));
    if (next === null || next.do !== "next") others.push(...skipSteps(room));
  }
  if (maySeal(room)) others.push(step("seal", "Seal this vote now…", ""));
  if (room.round !== null && !room.sealed) others.push(step("void", "Void this vote…", ""));
  if (room.phase !== "open" && (next === null || next.do !== "end")) {
    others.push(step("end", "End the session…", ""));
  }
  return others;
}

function maySeal(room) {
  return ["closed", "revealed"].includes(room.phase) && room.round !== null && !room.sealed;
}

function skipSteps(room) {
  const following = room.questions.slice(room.place + 1).find(({ skipped }) => !skipped);
  if (room.place < 0 || !following) return [];
  return [step("next", `Skip to ${questionName(room.questions, room.questions.indexOf(following))}`, "")];
}

/** Whether any question may be put on screen now. */
export function mayShow(room) {
  return mayCover(room) && mayDo(room, "show");
}

/** Whether something may be put in front of the picture now: never of an open vote. */
export function mayCover(room) {
  return room !== null && room.standing === "live" && room.phase !== "open";
}
