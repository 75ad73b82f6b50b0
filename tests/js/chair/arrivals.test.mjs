import assert from "node:assert/strict";
import { test } from "node:test";

import { WINDOW_MS, createArrivals } from "../../../static/js/chair/arrivals.js";

function noted(samples, open = true) {
  const arrivals = createArrivals();
  for (const [at, joined] of samples) arrivals.note(at, { round: "r", open, joined });
  return arrivals;
}

test("more than ten and a fifth within a minute of an open round are a surge", () => {
  assert.deepEqual(noted([[0, 40], [30_000, 45], [50_000, 51]]).surge(), { from: 40, to: 51 });
});

test("ten are none, nor is a fifth of a large hall", () => {
  assert.equal(noted([[0, 40], [50_000, 50]]).surge(), null);
  assert.equal(noted([[0, 400], [50_000, 500]]).surge(), null);
  assert.deepEqual(noted([[0, 400], [50_000, 501]]).surge(), { from: 400, to: 501 });
});

test("those who drop in over many minutes are none", () => {
  const slow = Array.from({ length: 30 }, (_, minute) => [minute * WINDOW_MS, 40 + 5 * minute]);
  assert.equal(noted(slow).surge(), null);
});

test("a hall that fills while no round is open is none", () => {
  assert.equal(noted([[0, 0], [10_000, 100]], false).surge(), null);
});

test("the largest surge of a round stays, after its close too, and ends with the round", () => {
  const arrivals = noted([[0, 10], [1000, 60], [200_000, 61]]);
  assert.deepEqual(arrivals.surge(), { from: 10, to: 60 });
  arrivals.note(300_000, { round: "r", open: false, joined: 90 });
  assert.deepEqual(arrivals.surge(), { from: 10, to: 60 });
  arrivals.note(301_000, { round: "s", open: true, joined: 90 });
  assert.equal(arrivals.surge(), null);
});

test("a number that is not known yet counts nothing", () => {
  assert.equal(noted([[0, null], [1000, 60]]).surge(), null);
});
