import assert from "node:assert/strict";
import { test } from "node:test";

import {
  blankStep,
  liveStep,
  mayShow,
  nextStep,
  otherSteps,
  questionStep,
  stepBack,
  unaskedQuestions,
  wasAsked,
  whyNoLiveStep,
  whyNoStepBack,
} from "../../../static/js/chair/steps.js";
import { draft, over, programme, question, roomAfter, roomIn, state, waitingAgain } from "./rooms.mjs";

function does(step) {
  return step === null ? null : step.do;
}

test("a whole session needs nothing but the next step", () => {
  const path = [
    draft(),
    roomAfter(state(), programme()),
    roomIn("waiting", 0),
    roomIn("open", 0),
    roomIn("closed", 0),
    roomIn("revealed", 0),
    roomIn("revealed", 2),
    over(),
  ];

  assert.deepEqual(
    path.map((room) => does(nextStep(room))),
    ["start", "show", "open", "close", "reveal", "next", "end", null],
  );
});

test("before the room is known there is no step", () => {
  assert.equal(nextStep(null), null);
  assert.equal(stepBack(null), null);
  assert.equal(liveStep(null), null);
  assert.equal(blankStep(null), null);
  assert.deepEqual(otherSteps(null), []);
  assert.equal(mayShow(null), false);
});

test("the first question that nobody voted on is shown first", () => {
  const step = nextStep(roomAfter(state(), programme(["revealed", null, null])));

  assert.deepEqual([step.label, step.fields], ["Show question 1", { question: "q1" }]);
});

test("questions that were asked out of order are stepped over", () => {
  const round = { id: "r0", number: 1, closes_at: null };
  const room = roomAfter(
    state({ phase: "revealed", question: question(0), round }),
    programme(["revealed", "closed", null]),
  );

  assert.deepEqual([nextStep(room).do, nextStep(room).fields], ["show", { question: "q2" }]);
});

test("going back to a question that was voted on does not make a second vote the next step", () => {
  const room = roomAfter(state({ question: question(0) }), programme(["revealed", null, null]));

  assert.equal(nextStep(room).do, "next");
  assert.deepEqual(otherSteps(room).map(does), ["recall", "open", "end"]);
});

test("a question whose vote was void is opened again", () => {
  const room = roomAfter(
    state({ question: question(1), stopped: true }),
    programme(["revealed", "void", null]),
  );

  assert.equal(nextStep(room).do, "open");
  assert.equal(wasAsked(room.entry), false);
  assert.deepEqual(unaskedQuestions(room).map(({ id }) => id), ["q1", "q2"]);
});

test("a session without questions has no next step", () => {
  assert.equal(nextStep(roomAfter(state(), programme([]))), null);
});

test("opening says whether the room will see the counts", () => {
  const hidden = roomIn("waiting");
  hidden.entry.live = false;

  assert.equal(nextStep(roomIn("waiting")).effect, "Phones can vote. The room sees the counts move.");
  assert.equal(nextStep(hidden).effect, "Phones can vote. The room sees only how many have voted.");
});

test("opening says what keypads cannot reach", () => {
  const long = roomIn("waiting");
  long.entry.keypads = "Keypads reach only the first 10 of 12 choices.";

  assert.equal(
    nextStep(long).effect,
    "Phones can vote. The room sees the counts move. Keypads reach only the first 10 of 12 choices.",
  );
});

test("the way back undoes and never destroys", () => {
  assert.equal(does(stepBack(roomIn("revealed"))), "hide");
  assert.equal(does(stepBack(roomIn("closed"))), "reopen");
  assert.equal(does(stepBack(roomIn("waiting", 1))), "previous");
  assert.equal(stepBack(roomIn("waiting", 0)), null);
  assert.equal(stepBack(roomIn("open")), null);
  assert.equal(stepBack(draft()), null);
  assert.equal(stepBack(over()), null);
  assert.equal(whyNoStepBack(roomIn("open")), "Voting is open. Close it first, or void the vote.");
  assert.equal(whyNoStepBack(over()), "There is nothing to go back to.");
});

test("counts are switched while voting is open, by reveal and hide", () => {
  assert.equal(does(liveStep(roomIn("open", 1, { live: true }))), "hide");
  assert.equal(does(liveStep(roomIn("open", 1, { live: false }))), "reveal");
  assert.equal(liveStep(roomIn("closed")), null);
});

test("black is switched on and off until the session is over", () => {
  assert.deepEqual(blankStep(roomIn("open")).fields, { on: true });
  assert.deepEqual(blankStep(roomIn("open", 1, { blank: true })).fields, { on: false });
  assert.equal(blankStep(over()), null);
});

test("void, end, skip and a second vote are offered only where they are allowed", () => {
  assert.deepEqual(otherSteps(roomIn("open")).map(does), ["void"]);
  assert.deepEqual(otherSteps(roomIn("closed")).map(does), ["open", "next", "seal", "void", "end"]);
  assert.deepEqual(otherSteps(roomIn("revealed", 2)).map(does), ["open", "seal", "void"]);
  assert.deepEqual(otherSteps(roomIn("waiting", 1)).map(does), ["next", "end"]);
  assert.deepEqual(otherSteps(waitingAgain()).map(does), ["recall", "open", "end"]);
  assert.deepEqual(otherSteps(over()).map(does), ["start"]);
  assert.deepEqual(otherSteps(draft()), []);
});

test("a sealed vote is revealed and voted on again, but neither reopened, made void nor sealed", () => {
  const sealed = (phase) => roomIn(phase, 1, { round: { id: "r1", number: 1, sealed: true } });

  assert.equal(does(nextStep(sealed("closed"))), "reveal");
  assert.equal(does(stepBack(sealed("revealed"))), "hide");
  assert.equal(stepBack(sealed("closed")), null);
  assert.match(whyNoStepBack(sealed("closed")), /^This vote is sealed and cannot be reopened/);
  assert.deepEqual(otherSteps(sealed("closed")).map(does), ["open", "next", "end"]);
});

test("any question may be put on screen unless voting is open", () => {
  assert.equal(mayShow(roomIn("waiting")), true);
  assert.equal(mayShow(roomIn("closed")), true);
  assert.equal(mayShow(roomIn("open")), false);
  assert.equal(mayShow(over()), false);
  assert.deepEqual(questionStep(roomIn("closed"), "q2").fields, { question: "q2" });
});

test("counts that are kept until the close can be neither shown nor hidden, and the page says why", () => {
  const kept = { ...roomIn("open"), live: false, tallies: "closed" };

  assert.equal(liveStep(kept), null);
  assert.match(whyNoLiveStep(kept), /before it is closed/);
  assert.match(whyNoLiveStep(roomIn("closed")), /while voting is open/);
});

test("before it opens a vote the chair reads who will see what", () => {
  const effect = (fields) => {
    const room = roomIn("waiting");
    return nextStep({ ...room, entry: { ...room.entry, ...fields } }).effect;
  };

  assert.match(effect({ tallies: "each" }), /sees the counts move/);
  assert.match(effect({ tallies: "steps" }), /from 10 votes on, in steps/);
  assert.match(effect({ tallies: "steps", live: false }), /only how many have voted/);
  assert.match(effect({ tallies: "closed", live: false }), /Nobody sees counts before you close/);
});
