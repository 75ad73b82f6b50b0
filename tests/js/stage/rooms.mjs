/* States and tallies as the protocol sends them. */

const QUESTION = {
  id: "q",
  kind: "single",
  prompt: "Yes or no?",
  choices: [
    { id: "y", text: "Yes" },
    { id: "n", text: "No" },
  ],
};

export function stateOf(changes) {
  return {
    type: "state",
    seq: 1,
    session: { id: "s", title: "Paying for care" },
    live: true,
    blank: false,
    practice: false,
    stopped: false,
    round: { id: "r", number: 1, closes_at: null },
    question: QUESTION,
    results: null,
    ...changes,
  };
}

export function tallyOf(changes) {
  return {
    type: "tally", round: "r", tally_seq: 1, ballots: 0, joined: 10, present: 10,
    counts: null, figures: null, ...changes,
  };
}
