/* Who has voted, and who wants more time: what the console says beside closing and extending. */

/** Whether nobody who joined is still to vote. */
export function everybodyVoted(room) {
  return room.phase === "open" && room.ballots > 0 && room.ballots >= room.base;
}

function people(number, one, several) {
  return number === 1 ? `1 person ${one}` : `${number} people ${several}`;
}

/**
 * Returns `pleas(room)` → `{text, answered}`: what to say of those who asked for more time ("" where
 * nobody did), and whether the timer was changed since the last of them asked.
 */
export function createPleas() {
  let round = null;
  let closesAt = null;
  let seen = 0;
  let before = 0; // of those who asked, so many did before the timer was last changed
  return function pleas(room) {
    const now = room.phase === "open" ? room.round : null;
    if (now === null || now.id !== round) [round, closesAt, seen, before] = [now && now.id, now && now.closes_at, 0, 0];
    if (now === null) return { text: "", answered: false };
    if (now.closes_at !== closesAt) before = seen;
    closesAt = now.closes_at;
    seen = room.moreTime;
    const waiting = seen - before;
    if (waiting > 0) return { text: `${people(waiting, "asks", "ask")} for more time`, answered: false };
    const text = seen ? `${people(seen, "asked", "asked")} for more time, before you changed the timer` : "";
    return { text, answered: true };
  };
}
