import assert from "node:assert/strict";
import { test } from "node:test";

import { createTurnoutSpeech, doorSentence, stepSentence } from "../../../static/js/stage/speech.js";
import { viewOf } from "../../../static/js/stage/view.js";
import { stateOf, tallyOf } from "./rooms.mjs";

const waiting = stateOf({ phase: "waiting", question: null, round: null });
const shown = stateOf({ phase: "waiting", round: null });
const open = stateOf({ phase: "open" });
const closed = stateOf({ phase: "closed" });
const results = { ballots: 2, joined: 2, counts: [], figures: {}, sentence: "All said yes." };
const revealed = stateOf({ phase: "revealed", results });
const ended = stateOf({ phase: "ended", question: null, round: null });

const NOBODY = { joined: 0, waiting: 0 };

function say(before, after) {
  return stepSentence(before && viewOf(before, null, NOBODY), viewOf(after, null, NOBODY));
}

test("a session is told step by step", () => {
  const steps = [waiting, shown, open, closed, revealed, ended];
  const told = steps.map((state, index) => say(steps[index - 1] ?? null, state));
  assert.deepEqual(told, [
    "",
    "Question: Yes or no?",
    "Voting is open.",
    "Voting is closed.",
    "All said yes.",
    "The session has ended. Thank you.",
  ]);
});

test("the same picture is not told twice", () => {
  assert.equal(say(open, open), "");
});

test("a practice question is told as one", () => {
  assert.equal(say(waiting, { ...shown, practice: true }), "Practice question: Yes or no?");
});

test("a question that is open at once is told whole", () => {
  assert.equal(say(waiting, open), "Question: Yes or no? Voting is open.");
});

test("a stopped vote is told", () => {
  const stopped = { ...shown, stopped: true };
  assert.equal(say(open, stopped), "This vote was stopped; we will vote again.");
});

test("corrected words are told", () => {
  const question = { ...open.question, choices: [{ id: "y", text: "Yes!" }, { id: "n", text: "No" }] };
  assert.equal(say(open, { ...open, question }), "The wording was corrected. A: Yes!");
});

test("a second round of the same question is told", () => {
  const again = { ...open, round: { id: "r2", number: 2, closes_at: null } };
  assert.equal(say(open, again), "Voting is open.");
});

test("a black screen is told, and its end is not", () => {
  const black = { ...open, blank: true };
  assert.equal(say(open, black), "The screen is black.");
  assert.equal(say(black, open), "");
});

test("turnout is told at most once an interval, and only when it changed", () => {
  const speech = createTurnoutSpeech(30_000);
  const at = (ballots) => viewOf(open, tallyOf({ ballots }), { joined: 10, waiting: 0 });
  speech.step(0);
  assert.equal(speech.due(at(1), 29_999), "");
  assert.equal(speech.due(at(2), 30_000), "2 of 10 have voted.");
  assert.equal(speech.due(at(3), 59_999), "");
  assert.equal(speech.due(at(2), 60_000), "");
  assert.equal(speech.due(at(3), 60_000), "3 of 10 have voted.");
});

test("turnout is told only while voting is open", () => {
  const speech = createTurnoutSpeech(1);
  const view = viewOf(closed, tallyOf({ ballots: 3 }), { joined: 10, waiting: 0 });
  assert.equal(speech.due(view, 60_000), "");
});

test("a rehearsal is told once when it begins, and when it is over", () => {
  const rehearsed = { ...open, rehearsal: true };
  assert.equal(say(waiting, rehearsed).startsWith("This is a rehearsal: nothing counts. "), true);
  assert.equal(say(rehearsed, { ...rehearsed, phase: "closed" }), "Voting is closed.");
  assert.equal(say(rehearsed, open), "The rehearsal is over.");
});

test("a door that moved is told", () => {
  assert.equal(doorSentence("shut"), "The door is shut. Those inside keep voting.");
  assert.equal(doorSentence("personal"), "Join with your personal code.");
  assert.equal(doorSentence("open"), "The door is open.");
});
