/* What is spoken while a timer runs: two sentences, and never the running figures. */

const CALLS = [30, 10];

/**
 * Returns `call(timer, left)`: the sentence that is due when `left` milliseconds of the timer with
 * that name are left, or "". A timer that is met, or extended, later than a call leaves it out.
 */
export function createLastCalls() {
  let name = null;
  let due = [];
  return function call(timer, left) {
    if (timer !== name) due = CALLS.filter((seconds) => left > seconds * 1000);
    name = timer;
    const passed = due.filter((seconds) => left <= seconds * 1000);
    due = due.filter((seconds) => left > seconds * 1000);
    return passed.length && left > 0 ? `${Math.min(...passed)} seconds left to vote.` : "";
  };
}
