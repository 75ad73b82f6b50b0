/* What the projector's page says to screen readers: each step once, turnout now and then. */

import { STOPPED, rewording } from "../words.js";

const STEPS = {
  waiting: (view) => `${view.practice ? "Practice question" : "Question"}: ${view.prompt}`,
  open: () => "Voting is open.",
  closed: () => "Voting is closed.",
  revealed: (view) => view.sentence || "The result is shown.",
};

/** The sentence for the step from one view to the next, or "" where nothing is to be said. */
export function stepSentence(before, view) {
  if (before === null) return "";
  const said = stepOf(before, view);
  if (view.rehearsal === before.rehearsal) return said;
  const turn = view.rehearsal ? "This is a rehearsal: nothing counts." : "The rehearsal is over.";
  return `${turn} ${said}`.trim();
}

function stepOf(before, view) {
  if (view.screen !== before.screen) {
    if (view.screen === "blank") return "The screen is black.";
    if (view.screen === "ended") return "The session has ended. Thank you.";
    if (view.cover) return "";
    if (view.screen === "waiting") return "Waiting for the next question.";
    if (view.screen === "rooms") return "Several sessions are live. Choose one.";
  }
  if (view.screen !== "question") return "";
  const corrected = rewording(before.result?.question, view.result?.question);
  if (view.stopped && !before.stopped) return `${STOPPED} ${corrected}`.trim();
  const other = view.questionId !== before.questionId;
  const asked = other && view.phase !== "waiting" ? `${STEPS.waiting(view)} ` : "";
  const moved = view.phase !== before.phase || view.roundId !== before.roundId;
  return other || moved ? asked + STEPS[view.phase](view) : corrected;
}

/** The sentence for a door that moved: whom the strip invites from now on. */
export function doorSentence(door) {
  if (door === "shut") return "The door is shut. Those inside keep voting.";
  return door === "personal" ? "Join with your personal code." : "The door is open.";
}

/**
 * Says turnout at most once in `interval` milliseconds while voting is open, and only if it
 * changed. `step(now)` is called when a step was spoken; `due(view, now)` returns the sentence
 * to say, or "".
 */
export function createTurnoutSpeech(interval) {
  let spokenAt = 0;
  let spoken = "";
  return {
    step(now) {
      spokenAt = now;
      spoken = "";
    },
    due(view, now) {
      if (view.screen !== "question" || view.phase !== "open") return "";
      if (now - spokenAt < interval || view.turnout === spoken) return "";
      spokenAt = now;
      spoken = view.turnout;
      return `${view.turnout}.`;
    },
  };
}
