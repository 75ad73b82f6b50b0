import assert from "node:assert/strict";
import { test } from "node:test";

import {
  addsUp,
  joinedText,
  letter,
  percent,
  resultNote,
  resultRows,
  spacedCode,
  sparingNote,
  turnout,
  turnoutPercent,
} from "../../static/js/figures.js";

const question = {
  id: "q",
  kind: "single",
  prompt: "Tea or coffee?",
  choices: [
    { id: "t", text: "Tea" },
    { id: "c", text: "Coffee" },
  ],
};

test("percent rounds halves up", () => {
  assert.equal(percent(1, 200), 1);
  assert.equal(percent(1, 201), 0);
  assert.equal(percent(5, 8), 63);
});

test("percent of nothing is nothing", () => {
  assert.equal(percent(0, 0), 0);
});

test("percent of the demo's first question is as reported", () => {
  assert.deepEqual(
    [32, 22, 27, 19].map((count) => percent(count, 100)),
    [32, 22, 27, 19],
  );
});

test("percent stays exact for a million ballots", () => {
  assert.equal(percent(999_999, 1_000_000), 100);
  assert.equal(percent(994_999, 1_000_000), 99);
  assert.equal(percent(995_000, 1_000_000), 100);
});

test("thirds do not add up, quarters and nothing do", () => {
  assert.equal(addsUp([1, 1, 1], 3), false);
  assert.equal(addsUp([1, 1, 1, 1], 4), true);
  assert.equal(addsUp([0, 0], 0), true);
});

test("turnout names its base and never passes it", () => {
  assert.equal(turnout(57, 100), "57 of 100 have voted");
  assert.equal(turnout(1, 1), "1 of 1 has voted");
  assert.equal(turnout(3, 2), "3 of 3 have voted");
  assert.equal(turnout(0, 0), "Nobody has joined yet");
});

test("turnout in percent is never above 100", () => {
  assert.equal(turnoutPercent(57, 100), 57);
  assert.equal(turnoutPercent(3, 2), 100);
  assert.equal(turnoutPercent(0, 0), 0);
});

test("joined is told for nobody, one and many", () => {
  assert.equal(joinedText(0), "Nobody has joined yet");
  assert.equal(joinedText(1), "1 has joined");
  assert.equal(joinedText(12), "12 have joined");
});

test("letters follow the order of the choices", () => {
  assert.equal(letter(0), "A");
  assert.equal(letter(25), "Z");
});

test("a code is read in two halves", () => {
  assert.equal(spacedCode("ABC379"), "ABC 379");
});

test("a note stands only where rounding shows", () => {
  assert.equal(
    resultNote("single", [1, 1, 1], 3),
    "Percentages are rounded and do not add up to 100.",
  );
  assert.equal(resultNote("single", [1, 1], 2), "");
});

test("several choices say what the percentages are of", () => {
  assert.equal(
    resultNote("multiple", [2, 2], 2),
    "Percentages are of the people who voted.",
  );
  assert.equal(resultNote("multiple", [0, 0], 0), "");
});

test("a kind without a note has none", () => {
  assert.equal(resultNote("estimate", [1, 1, 1], 3), "");
});

test("rows join choices and counts whatever the order of the counts", () => {
  const counts = [
    { choice: "c", count: 1 },
    { choice: "t", count: 3 },
  ];
  assert.deepEqual(resultRows(question, counts, 4), [
    { id: "t", text: "Tea", letter: "A", count: 3, percent: 75, share: 0.75 },
    { id: "c", text: "Coffee", letter: "B", count: 1, percent: 25, share: 0.25 },
  ]);
});

test("rows without counts keep their words and no figures", () => {
  assert.deepEqual(resultRows(question, null, 4), [
    { id: "t", text: "Tea", letter: "A", count: null, percent: null, share: 0 },
    { id: "c", text: "Coffee", letter: "B", count: null, percent: null, share: 0 },
  ]);
});

test("a bar is never longer than its track", () => {
  assert.equal(resultRows(question, [{ choice: "t", count: 5 }], 4)[0].share, 1);
});

test("zero votes give zero everywhere", () => {
  const counts = [
    { choice: "t", count: 0 },
    { choice: "c", count: 0 },
  ];
  assert.deepEqual(
    resultRows(question, counts, 0).map((row) => [row.count, row.percent, row.share]),
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
  );
});

test("counts of an open vote say what they leave out", () => {
  assert.equal(sparingNote("each", 7), "");
  assert.equal(sparingNote("steps", null), "Counts appear from 10 votes on, in steps of at least 5.");
  assert.equal(sparingNote("steps", 15), "Counts as of 15 votes; they move in steps of at least 5.");
  assert.equal(sparingNote("closed", null), "Nobody sees counts before voting is closed.");
});
