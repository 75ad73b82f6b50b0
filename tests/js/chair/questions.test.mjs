import assert from "node:assert/strict";
import { test } from "node:test";

import {
  codeQuestion,
  endQuestion,
  meaningQuestion,
  questionBefore,
  sealQuestion,
  startQuestion,
  voidQuestion,
} from "../../../static/js/chair/questions.js";
import { counted, over, programme, roomAfter, roomIn, state } from "./rooms.mjs";

const closed = roomIn("closed", 1);

test("steps that cannot be taken back are asked about, in the words of each", () => {
  assert.deepEqual(questionBefore(closed, { do: "void" }), voidQuestion(closed));
  assert.deepEqual(questionBefore(closed, { do: "seal" }), sealQuestion(closed));
  assert.deepEqual(questionBefore(closed, { do: "code" }), codeQuestion());
  assert.deepEqual(questionBefore(closed, { do: "end" }), endQuestion(closed, 1));
});

test("a correction is asked about only where it changes what was voted on", () => {
  assert.deepEqual(questionBefore(closed, { do: "correct", fields: { void: true } }), meaningQuestion(closed));
  assert.equal(questionBefore(closed, { do: "correct", fields: { void: false } }), null);
});

test("all other steps are taken at once", () => {
  const asked = ["open", "close", "reveal", "next", "reopen"].map((step) => questionBefore(closed, { do: step }));

  assert.deepEqual(asked, [null, null, null, null, null]);
});

test("a start beside other sessions is asked about, and names them", () => {
  const session = { id: "s1", title: "The morning", state: "draft" };
  const asked = (...sessions) =>
    startQuestion(roomAfter(state(), programme([null], { session, sessions: [session, ...sessions] })));
  const hall = { id: "s2", title: "Paying for care", room: "Main hall", state: "live" };
  const foyer = { id: "s3", title: "Principles", room: "", state: "live" };

  assert.deepEqual(asked(hall), {
    title: "Start a further session?",
    text:
      "Another session, “Paying for care”, is live. " +
      "Phones in this room will be asked which room they are in. Start anyway?",
    yes: "Start anyway",
    no: "Do not start",
  });
  assert.match(asked(hall, foyer).text, /^2 other sessions are live\. Phones /);
  assert.equal(asked({ ...hall, state: "ended" }), null);
  assert.equal(asked(), null);
});

test("a session that is live is none of its own others", () => {
  const session = { id: "s1", title: "The morning", state: "live" };

  assert.equal(startQuestion(roomAfter(state(), programme([null], { session, sessions: [session] }))), null);
});

test("ending asks first, and names what was not asked", () => {
  const rest =
    "Phones and projector say thank you. You can start it again for 15 minutes; then its votes are sealed.";

  assert.equal(endQuestion(over(), 0).text, rest);
  assert.equal(endQuestion(over(), 1).text, `1 question was not asked. ${rest}`);
  assert.equal(endQuestion(over(), 2).text, `2 questions were not asked. ${rest}`);
});

test("ending and sealing say whose held presses nobody can decide on any more", () => {
  const pressesHeld = [
    { base: "Base 1", round: "r1", question: "q1", presses: 6 },
    { base: "Base 2", round: "r2", question: "q2", presses: 1 },
  ];
  const first = " Base 1 holds 6 presses for question 1: they are then left out.";
  const second = " Base 2 holds 1 press for question 2: it is then left out.";
  const holding = { ...roomIn("closed", 1), pressesHeld };

  assert.ok(endQuestion({ ...roomIn("revealed", 2), pressesHeld }, 0).text.endsWith(`sealed.${first}${second}`));
  assert.ok(sealQuestion(holding).text.endsWith(`after the close.${first}`));
  assert.ok(sealQuestion(roomIn("closed", 1)).text.endsWith("after the close."));
});

test("voiding asks first, and names how many votes it costs", () => {
  assert.match(voidQuestion(counted("closed")).text, /^91 votes will count nowhere/);
  assert.match(voidQuestion(counted("closed", { ballots: 1 })).text, /^1 vote will count nowhere/);
});
