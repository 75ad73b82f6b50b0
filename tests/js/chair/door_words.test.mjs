import assert from "node:assert/strict";
import { test } from "node:test";

import { doorDoubts, entryWords } from "../../../static/js/chair/door_words.js";

const room = { door: "open", expected: 100, base: 104, joined: 104, ballots: 97, round: { id: "r" } };
const surge = { from: 40, to: 71 };

test("what stands behind a result is told as the server tells it", () => {
  assert.equal(entryWords(room), "Open code: 100 expected, 104 joined, 97 voted");
  assert.equal(entryWords({ ...room, door: "shut" }), entryWords(room));
  assert.equal(
    entryWords({ ...room, door: "personal", expected: null }),
    "Personal codes: 104 joined, 97 voted",
  );
});

test("without a round nobody has voted, and without a door nothing is told", () => {
  assert.equal(entryWords({ ...room, round: null }), "Open code: 100 expected, 104 joined");
  assert.equal(entryWords({ ...room, round: null, joined: null }), "Open code: 100 expected, 0 joined");
  assert.equal(entryWords({ ...room, door: null }), "");
});

test("more than expected are doubted, and what to do is said", () => {
  const [first, advice] = doorDoubts(room, null);
  assert.equal(first, "104 have joined, and 100 are expected.");
  assert.match(advice, /Shut the door/);
  assert.deepEqual(doorDoubts({ ...room, joined: 100 }, null), []);
  assert.deepEqual(doorDoubts({ ...room, expected: null }, null), []);
});

test("a surge is doubted, whatever was expected", () => {
  const doubts = doorDoubts({ ...room, expected: null }, surge);
  assert.equal(doubts[0], "31 joined within a minute while voting was open.");
  assert.equal(doubts.length, 2);
});

test("behind a shut door the advice is another, and personal codes leave no doubt", () => {
  assert.match(doorDoubts({ ...room, door: "shut" }, surge)[2], /void this vote/);
  assert.deepEqual(doorDoubts({ ...room, door: "personal" }, surge), []);
});

test("before the session begins those who wait are told, for nobody can have joined", () => {
  const draft = { ...room, standing: "draft", round: null, joined: 0 };

  assert.equal(entryWords({ ...draft, waiting: 37 }), "Open code: 100 expected, 37 waiting");
  assert.equal(entryWords({ ...draft, waiting: null }), "Open code: 100 expected, 0 waiting");
});
