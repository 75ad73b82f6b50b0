import assert from "node:assert/strict";
import { test } from "node:test";

import { bestLayout, candidates } from "../../../static/js/stage/fit.js";

test("the best layout is one column of the largest labels above the heads", () => {
  const best = bestLayout(4, () => true);
  assert.deepEqual([best.columns, best.label, best.limit], [1, 6.6, 75]);
});

test("two or three choices never stand in two columns", () => {
  assert.deepEqual(new Set(candidates(3).map((layout) => layout.columns)), new Set([1]));
});

test("two columns come before the quarter that heads hide", () => {
  const best = bestLayout(12, (layout) => layout.columns === 2 || layout.limit > 75);
  assert.deepEqual([best.columns, best.limit], [2, 75]);
});

test("letters and figures never fall below four hundredths of the screen", () => {
  for (const choices of [2, 4, 12, 26]) {
    assert.ok(candidates(choices).every((layout) => layout.label >= 4));
  }
});

test("words are smaller, and then cut, only after everything else", () => {
  const all = candidates(12);
  const small = all.findIndex((layout) => layout.text < 4);
  const cut = all.findIndex((layout) => layout.lines > 0);
  assert.ok(all.slice(0, small).every((layout) => layout.text >= 4));
  assert.ok(small < cut);
  assert.ok(all.slice(cut).every((layout) => layout.lines > 0));
});

test("where nothing fits the last layout is taken", () => {
  assert.equal(bestLayout(12, () => false).lines, 1);
});
