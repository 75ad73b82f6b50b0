import assert from "node:assert/strict";
import { test } from "node:test";

import { screenOf, shapeOf, typedAddress, viewOf } from "../../../static/js/stage/view.js";
import { stateOf, tallyOf } from "./rooms.mjs";

const counts = [
  { choice: "y", count: 3 },
  { choice: "n", count: 1 },
];

test("each state calls for its screen", () => {
  assert.equal(screenOf(stateOf({ phase: "open" })), "question");
  assert.equal(screenOf(stateOf({ phase: "waiting", question: null })), "waiting");
  assert.equal(screenOf(stateOf({ phase: "ended" })), "ended");
  assert.equal(screenOf(stateOf({ phase: "open", blank: true })), "blank");
  assert.equal(screenOf(stateOf({ phase: "waiting", question: null, sessions: [] })), "rooms");
});

test("a tally of the round on screen moves bars and turnout", () => {
  const view = viewOf(stateOf({ phase: "open" }), tallyOf({ ballots: 4, counts }), { joined: 9, waiting: 0 });
  assert.equal(view.turnout, "4 of 10 have voted");
  assert.equal(view.turnoutPercent, 40);
  assert.deepEqual(view.result.counts, counts);
  assert.equal(view.result.live, true);
});

test("a tally of another round is not shown", () => {
  const view = viewOf(stateOf({ phase: "open" }), tallyOf({ round: "old", counts }), { joined: 9, waiting: 0 });
  assert.equal(view.result.counts, null);
  assert.equal(view.turnout, "9 have joined");
});

test("votes that are those of a backup are marked", () => {
  const restored = { round: { id: "r1", number: 1, closes_at: null, as_of_backup: true } };

  assert.equal(viewOf(stateOf({ phase: "open" }), null, { joined: 9, waiting: 0 }).result.note, "");
  assert.equal(
    viewOf(stateOf({ phase: "open", ...restored }), null, { joined: 9, waiting: 0 }).result.note,
    "As of the backup, no further changes.",
  );
});

test("hidden counts leave turnout alone", () => {
  const view = viewOf(stateOf({ phase: "open" }), tallyOf({ ballots: 4, counts: null }), { joined: 9, waiting: 0 });
  assert.equal(view.turnout, "4 of 10 have voted");
  assert.equal(view.result.counts, null);
});

test("a reveal shows its result although the last tally was hidden", () => {
  const results = { ballots: 4, joined: 10, counts, figures: {}, sentence: "Three quarters." };
  const state = stateOf({ phase: "revealed", results });
  const view = viewOf(state, tallyOf({ ballots: 4, counts: null }), { joined: 10, waiting: 0 });
  assert.deepEqual(view.result.counts, counts);
  assert.equal(view.sentence, "Three quarters.");
});

test("a question that is not open shows who has joined", () => {
  const view = viewOf(stateOf({ phase: "waiting", round: null }), null, { joined: 57, waiting: 0 });
  assert.equal(view.phaseText, "Voting opens soon");
  assert.equal(view.turnout, "57 have joined");
  assert.equal(view.result.counts, null);
});

test("a vote that was stopped says that it is taken again", () => {
  const view = viewOf(stateOf({ phase: "waiting", round: null, stopped: true }), null, { joined: 57, waiting: 0 });
  assert.equal(view.stopped, true);
  assert.equal(view.phaseText, "Vote again soon");
});

test("the timer runs only while voting is open", () => {
  const round = { id: "r", number: 1, closes_at: "2026-11-22T14:03:00Z" };
  assert.equal(viewOf(stateOf({ phase: "open", round }), null, { joined: 0, waiting: 0 }).closesAt, round.closes_at);
  assert.equal(viewOf(stateOf({ phase: "closed", round }), null, { joined: 0, waiting: 0 }).closesAt, null);
});

test("a vote does not change the shape, the first counts do", () => {
  const state = stateOf({ phase: "open" });
  const before = shapeOf(viewOf(state, tallyOf({ ballots: 4, counts }), { joined: 9, waiting: 0 }));
  const more = [
    { choice: "y", count: 4 },
    { choice: "n", count: 1 },
  ];
  assert.equal(shapeOf(viewOf(state, tallyOf({ ballots: 5, counts: more }), { joined: 9, waiting: 0 })), before);
  assert.notEqual(shapeOf(viewOf(state, tallyOf({ ballots: 5, counts: null }), { joined: 9, waiting: 0 })), before);
});

test("an address is shown as it is typed", () => {
  assert.equal(typedAddress("http://192.168.1.5:8000/"), "192.168.1.5:8000");
  assert.equal(typedAddress("https://vote.example.org/"), "vote.example.org");
});

test("shares are of the ballots counted, turnout of all", () => {
  const state = stateOf({ phase: "open", tallies: "steps" });
  const view = viewOf(state, tallyOf({ ballots: 6, counted: 4, counts }), { joined: 9, waiting: 0 });
  assert.equal(view.turnout, "6 of 10 have voted");
  assert.equal(view.result.counted, 4);
  assert.match(view.result.note, /as of 4 votes/);
});

test("the room is told why there are no counts yet, and nothing once it is closed", () => {
  const note = (changes) => viewOf(stateOf(changes), tallyOf({ ballots: 4 }), { joined: 9, waiting: 0 }).result.note;
  assert.match(note({ phase: "open", tallies: "steps" }), /from 10 votes on/);
  assert.match(note({ phase: "open", live: false, tallies: "closed" }), /before voting is closed/);
  assert.equal(note({ phase: "open", live: false, tallies: "steps" }), "");
  assert.equal(note({ phase: "closed", tallies: "steps" }), "");
});

test("the words below the bars are part of what has to fit", () => {
  const shape = (tallies) => shapeOf(viewOf(stateOf({ phase: "open", tallies }), null, { joined: 9, waiting: 0 }));
  assert.notEqual(shape("steps"), shape("each"));
});

test("an agenda is shown in the place of question and result", () => {
  const agenda = { id: "a" };
  assert.equal(screenOf(stateOf({ phase: "revealed", agenda })), "agenda");
  assert.equal(screenOf(stateOf({ phase: "ended", agenda })), "ended");
  assert.equal(screenOf(stateOf({ phase: "revealed", agenda, blank: true })), "blank");
  assert.deepEqual(viewOf(stateOf({ phase: "revealed", agenda }), null, { joined: 9 }).agenda, agenda);
});

test("while no session has begun the phones that are connected are told", () => {
  const foyer = stateOf({ phase: "waiting", session: null, question: null, round: null });
  const told = (waiting) => viewOf(foyer, null, { joined: 0, waiting });

  assert.equal(told(0).joined, "No phone is connected yet");
  assert.equal(told(1).joined, "1 phone is connected");
  assert.deepEqual([told(37).joined, told(37).turnout], Array(2).fill("37 phones are connected"));
});
