import assert from "node:assert/strict";
import test from "node:test";

import { questionBefore } from "../../../static/js/chair/questions.js";
import { codeQuestion, endQuestion, meaningQuestion, sealQuestion, voidQuestion } from "../../../static/js/chair/words.js";
import { roomIn } from "./rooms.mjs";

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
  assert.deepEqual(["open", "close", "reveal", "next", "reopen"].map((step) => questionBefore(closed, { do: step })), [null, null, null, null, null]);
});
