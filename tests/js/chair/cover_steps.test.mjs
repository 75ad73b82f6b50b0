import assert from "node:assert/strict";
import { test } from "node:test";

import {
  breakStep,
  clearStep,
  coverMistake,
  coverNote,
  coverWords,
  lookStep,
  messageStep,
  projectorRows,
  projectorsWords,
} from "../../../static/js/chair/cover_steps.js";
import { emptyRoom, hear, readRoom } from "../../../static/js/chair/room.js";
import { nextStep, stepBack } from "../../../static/js/chair/steps.js";
import { newsOf, phaseName, questionStanding, wordsToSay } from "../../../static/js/chair/words.js";
import { programme, question, state } from "./rooms.mjs";

const END = "2026-07-01T13:30:00Z";
const pause = { kind: "break", ends_at: END, time_zone: "Europe/London" };

function roomOf(...messages) {
  return readRoom([programme(), ...messages].reduce(hear, emptyRoom));
}

const shown = { question: question(1) };
const plain = roomOf(state(shown));
const resting = roomOf(state({ ...shown, screen: pause }));

test("while a vote is open the console says why nothing can be shown over it", () => {
  const round = { id: "r1", number: 1, closes_at: null };
  const open = roomOf(state({ ...shown, phase: "open", round }));

  assert.equal(coverNote(plain), "");
  assert.match(coverNote(open), /^Close the vote first to show a message, a break or how to join/);
});

test("what covers the picture is said, and one step back takes it off", () => {
  assert.equal(phaseName(resting), "The break is shown");
  assert.equal(questionStanding(plain, 1), "On screen");
  assert.equal(questionStanding(resting, 1), "");
  assert.deepEqual(stepBack(resting), clearStep(pause));
  assert.equal(clearStep(pause).label, "Take the break off");
  assert.deepEqual(nextStep(resting), nextStep(plain));
});

test("the chair hears when it is gone", () => {
  assert.deepEqual(newsOf(resting, plain), ["The break is off the screen."]);
  assert.deepEqual(newsOf(plain, resting), []);
});

test("the chair may say until when, and that it is over", () => {
  assert.deepEqual(wordsToSay(resting, Date.parse(END) - 1), ["We have a break.", "Please be back at 14:30."]);
  assert.deepEqual(wordsToSay(resting, Date.parse(END)), ["The break is over. Please take your seats."]);
  assert.deepEqual(coverWords({ kind: "join" }, 0, "Please join."), ["Please join."]);
});

test("a step that lacks something is not sent", () => {
  assert.equal(coverMistake(messageStep(" ")), "Type the message first.");
  assert.equal(coverMistake(messageStep("Hello")), "");
  assert.equal(coverMistake(breakStep({ until: "" })), "Give the time at which the break ends.");
  assert.equal(coverMistake(breakStep({ until: "14:30" })), "");
  for (const minutes of [NaN, 0, 721, 1.5]) {
    assert.equal(coverMistake(breakStep({ minutes })), "Give whole minutes, from 1 to 720.");
  }
  assert.equal(coverMistake(breakStep({ minutes: 720 })), "");
});

test("projectors are listed that are connected, or look otherwise", () => {
  const look = { size: "normal", theme: "", identify: null, projectors: [{ number: 5, size: "large", theme: null }] };
  const projectors = [{ number: 2, theme: "contrast" }, { number: 10, theme: null }];
  const room = roomOf(state({ ...shown, look }), { type: "projectors", projectors });
  assert.deepEqual(projectorRows(room), [
    { number: 2, size: null, theme: null, connected: true, note: "Its theme was chosen there: high contrast" },
    { number: 5, size: "large", theme: null, connected: false, note: "Not connected" },
    { number: 10, size: null, theme: null, connected: true, note: "" },
  ]);
  assert.equal(projectorsWords(room), "2 projectors show this session.");
  assert.equal(projectorsWords(plain), "No projector shows this session now.");
});

test("a look is set for one or for all", () => {
  assert.deepEqual(lookStep(null, { size: "large" }).fields, { size: "large" });
  assert.deepEqual(lookStep(2, { theme: null }).fields, { projector: 2, theme: null });
});
