/* The door in words: who gets in, what stands behind a result, and what gives rise to doubt. */

const states = {
  open: "The door is open: whoever has the code may join.",
  shut: "The door is shut: nobody new can join. Those inside keep voting.",
  personal: "Only personal codes are let in: one vote a person.",
};

/** Who gets in, as a sentence; "" while that is not known. */
export function doorWords(door) {
  return states[door] ?? "";
}

/**
 * "Open code: 100 expected, 104 joined, 97 voted"; without a round nobody has voted, and nobody
 * has joined a session that has not begun.
 */
export function entryWords({ standing, door, expected, base, joined, ballots, round, waiting }) {
  if (door === null) return "";
  const told = [];
  if (expected !== null) told.push(`${expected} expected`);
  if (standing === "draft") told.push(`${waiting ?? 0} waiting`);
  else told.push(`${(round ? base : joined) ?? 0} joined`);
  if (round) told.push(`${ballots} voted`);
  return `${door === "personal" ? "Personal codes" : "Open code"}: ${told.join(", ")}`;
}

/**
 * What makes it doubtful that every delegate is one person, as sentences: more joined than are
 * expected, or many at once during a vote (`surge`, see arrivals.js). None with personal codes.
 */
export function doorDoubts({ door, expected, joined }, surge) {
  if (door === null || door === "personal") return [];
  const doubts = [];
  if (expected !== null && joined > expected) {
    doubts.push(`${joined} have joined, and ${expected} are expected.`);
  }
  if (surge !== null) {
    doubts.push(`${surge.to - surge.from} joined within a minute while voting was open.`);
  }
  if (doubts.length) doubts.push(advice[door]);
  return doubts;
}

const advice = {
  open: "One person may join on several devices. Shut the door, unless the hall is just filling up.",
  shut: "The door is shut. If in doubt, void this vote and vote again.",
};
