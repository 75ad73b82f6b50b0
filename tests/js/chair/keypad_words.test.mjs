import assert from "node:assert/strict";
import { test } from "node:test";

import {
  channelWords,
  givenUpWords,
  heldNews,
  heldVotes,
  leaveOutQuestion,
  leaveOutStep,
  tilesNote,
  tilesStep,
} from "../../../static/js/chair/keypad_words.js";
import { roomIn } from "./rooms.mjs";

const NONE = { phone: 0, keypad: 0, form: 0, hands: 0, steward: 0 };

test("channels are told where there is more than phones", () => {
  assert.equal(channelWords(null), "");
  assert.equal(channelWords({ ...NONE, phone: 5 }), "");
  assert.equal(channelWords({ ...NONE, phone: 60, keypad: 35 }), "Of these: phones 60, keypads 35.");
  assert.equal(
    channelWords({ phone: 0, keypad: 1, form: 2, hands: 12, steward: 1 }),
    "Of these: keypads 1, plain form 2, counted hands 12, entered by helpers 1.",
  );
});

function held(fields = {}) {
  return { base: "Base 1", round: "r1", question: "q1", presses: 7, ...fields };
}

function holding(phase, index, pressesHeld, fields = {}) {
  return { ...roomIn(phase, index), pressesHeld, ...fields };
}

test("what is held is told by vote, with the stations that hold it", () => {
  assert.deepEqual(heldVotes(roomIn("closed", 1)), []);
  const [first, second] = heldVotes(
    holding("closed", 2, [held(), held({ base: "Base 2", presses: 1 }), held({ round: "r2", question: "q2" })]),
  );

  assert.deepEqual([first.round, first.presses, first.name], ["r1", 8, "question 1"]);
  assert.match(first.words, /^Base 1 holds 7 presses, Base 2 holds 1 press for question 1, made while cut off/);
  assert.deepEqual([second.round, second.presses, second.name], ["r2", 7, "question 2"]);
});

test("the vote on screen can be reopened for them, one that left comes back first", () => {
  const choices = (room) => heldVotes(room).map(({ reopen, hint }) => [reopen, hint !== ""]);

  assert.deepEqual(choices(holding("closed", 1, [held()])), [[true, false]]);
  assert.deepEqual(choices(holding("revealed", 1, [held()])), [[true, false]]);
  assert.deepEqual(choices(holding("closed", 1, [held()], { sealed: true })), [[false, false]]);
  assert.deepEqual(choices(holding("closed", 1, [held()], { restored: true })), [[false, false]]);
  assert.deepEqual(choices(holding("open", 2, [held()])), [[false, true]]);
  assert.deepEqual(choices(holding("open", 2, [held({ round: "r0" })])), [[false, false]]);
});

test("an earlier vote and one on a deleted question are called so", () => {
  const named = (fields) => heldVotes(holding("closed", 1, [held(fields)]))[0].name;

  assert.equal(named({ round: "r9" }), "an earlier vote on question 1");
  assert.equal(named({ question: null }), "a question that was deleted");
});

test("whoever may not decide on it is not asked", () => {
  const rights = { may: (name) => name === "blank", pressesGivenUp: [{ base: "Base 1", presses: 3 }] };
  const room = holding("closed", 1, [held()], rights);

  assert.deepEqual([heldVotes(room), givenUpWords(room)], [[], []]);
});

test("what was given up is told, and spoken once with what is held", () => {
  const before = holding("closed", 1, [held()]);
  const after = { ...before, pressesGivenUp: [{ base: "Base 1", presses: 1 }] };

  assert.deepEqual(heldNews(before, after), ["Base 1 gave up 1 press: nobody knows which vote they were for."]);
  assert.equal(heldNews(roomIn("closed", 1), before).length, 1);
  assert.deepEqual(heldNews(after, after), []);
});

test("what several base stations gave up is told of each, and told anew once one gave up more", () => {
  const gaveUp = (...presses) => {
    const pressesGivenUp = presses.map((number, place) => ({ base: `Base ${place + 1}`, presses: number }));
    return { ...holding("closed", 1, []), pressesGivenUp };
  };
  const told = (base, presses) => `${base} gave up ${presses} presses: nobody knows which vote they were for.`;

  assert.deepEqual(givenUpWords(gaveUp(3, 2)), [told("Base 1", 3), told("Base 2", 2)]);
  assert.deepEqual(heldNews(gaveUp(3, 2), gaveUp(6, 2)), [told("Base 1", 6)]);
});

test("leaving out names the vote and what was seen, and asks first", () => {
  const room = holding("closed", 1, [held(), held({ base: "Base 2", presses: 1 })]);
  const step = leaveOutStep(heldVotes(room)[0]);

  assert.deepEqual([step.do, step.fields], ["leave_out", { round: "r1", presses: 8 }]);
  assert.match(leaveOutQuestion(room, step).text, /^8 presses for question 1 will be refused/);
  assert.match(leaveOutQuestion(room, step).text, /each keypad counts once as a vote that came too late/);
  assert.match(leaveOutQuestion(room, step).text, /Only reopening the vote undoes this/);
});

test("the button turns the tiles on, and off again", () => {
  assert.deepEqual(tilesStep({ keypadTiles: false }).fields, { on: true });
  assert.deepEqual(tilesStep({ keypadTiles: true }).fields, { on: false });
  assert.equal(tilesNote({ keypadTiles: false }), "");
  assert.match(tilesNote({ keypadTiles: true }), /Nobody sees counts before you close/);
});
