/* What the projector's page says to screen readers: each step once, turnout now and then. */

const STEPS = {
  waiting: (view) => `${view.practice ? "Practice question" : "Question"}: ${view.prompt}`,
  open: () => "Voting is open.",
  closed: () => "Voting is closed.",
  revealed: (view) => view.sentence || "The result is shown.",
};

/** The sentence for the step from one view to the next, or "" where nothing is to be said. */
export function stepSentence(before, view) {
  if (before === null) return "";
  if (view.screen !== before.screen) {
    if (view.screen === "blank") return "The screen is black.";
    if (view.screen === "ended") return "The session has ended. Thank you.";
    if (view.screen === "waiting") return "Waiting for the next question.";
    if (view.screen === "rooms") return "Several sessions are live. Choose one.";
  }
  if (view.screen !== "question") return "";
  if (view.stopped && !before.stopped) return "The vote was stopped and counts nowhere.";
  const other = view.questionId !== before.questionId;
  const asked = other && view.phase !== "waiting" ? `${STEPS.waiting(view)} ` : "";
  const moved = view.phase !== before.phase || view.roundId !== before.roundId;
  return other || moved ? asked + STEPS[view.phase](view) : "";
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
