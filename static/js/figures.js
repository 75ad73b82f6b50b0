/* Figures as everybody is shown them: the browser's half of polls/percent.py and polls/wording.py. */

export const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** The letter of the choice at `index`, counted from 0. */
export function letter(index) {
  return LETTERS[index];
}

/** `count` of `base` as a whole percentage, halves rounded up; 0 of nothing is 0. */
export function percent(count, base) {
  if (!base) return 0;
  return Math.floor((200 * count + base) / (2 * base));
}

/** Whether the rounded percentages of a question with one answer each give 100. */
export function addsUp(counts, base) {
  if (!base) return true;
  return counts.reduce((sum, count) => sum + percent(count, base), 0) === 100;
}

/** Turnout as a whole percentage of the delegates who joined, never above 100. */
export function turnoutPercent(ballots, joined) {
  return Math.min(100, percent(ballots, Math.max(ballots, joined)));
}

/** Turnout in words, such as "57 of 100 have voted" (or did what `did` says); its base is never below `ballots`. */
export function turnout(ballots, joined, did = "voted") {
  const base = Math.max(ballots, joined);
  if (!base) return "Nobody has joined yet";
  return `${ballots} of ${base} ${base === 1 ? "has" : "have"} ${did}`;
}

/** Who may vote, before anybody can: "57 have joined". */
export function joinedText(joined) {
  if (!joined) return "Nobody has joined yet";
  return `${joined} ${joined === 1 ? "has" : "have"} joined`;
}

/** Who waits while no session has begun, and nobody can have joined one: "57 phones are connected". */
export function connectedText(waiting) {
  if (!waiting) return "No phone is connected yet";
  return waiting === 1 ? "1 phone is connected" : `${waiting} phones are connected`;
}

/** A join code in two halves, as it is read out: "ABC 237". */
export function spacedCode(code) {
  const middle = Math.ceil(code.length / 2);
  return `${code.slice(0, middle)} ${code.slice(middle)}`;
}

const notes = {
  single: (counts, ballots) =>
    addsUp(counts, ballots) ? "" : "Percentages are rounded and do not add up to 100.",
  multiple: (counts, ballots) =>
    ballots ? "Percentages are of the people who voted." : "",
};

/** The mark of a round whose votes are those of a restored backup. */
export const AS_OF_BACKUP = "As of the backup, no further changes.";

/** What a reader must know about the percentages of a question of this `kind`, or "". */
export function resultNote(kind, counts, ballots) {
  const note = notes[kind];
  return note ? note(counts, ballots) : "";
}

/**
 * What a reader must know about the counts of an open vote that does not show each one, or "".
 *
 * `tallies` is how they move ("each", "steps", "closed"); `counted` the ballots that the counts
 * are of, null while nobody sees any.
 */
export function sparingNote(tallies, counted) {
  if (tallies === "closed") return "Nobody sees counts before voting is closed.";
  if (tallies !== "steps") return "";
  if (counted === null) return "Counts appear from 10 votes on, in steps of at least 5.";
  return `Counts as of ${counted} votes; they move in steps of at least 5.`;
}

/**
 * One row for each choice, in the order of the letters.
 *
 * `counts` is the protocol's `[{choice, count}]`, or null while they are hidden; then `count` and
 * `percent` are null. `share` is the exact length of a bar, from 0 to 1.
 */
export function resultRows(question, counts, ballots) {
  const byChoice = new Map((counts ?? []).map(({ choice, count }) => [choice, count]));
  return question.choices.map(({ id, text }, index) => {
    const row = { id, text, letter: letter(index), count: null, percent: null, share: 0 };
    if (!counts) return row;
    const count = byChoice.get(id) ?? 0;
    const share = ballots ? Math.min(1, count / ballots) : 0;
    return { ...row, count, percent: percent(count, ballots), share };
  });
}
