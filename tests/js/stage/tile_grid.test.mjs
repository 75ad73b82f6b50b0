import assert from "node:assert/strict";
import { test } from "node:test";

import { gridOf, keysWords, tileGrid, tilesOf, tilesWords, widthOf } from "../../../static/js/stage/tile_grid.js";

const STATE = { keypad_tiles: true, phase: "open", tallies: "closed", round: { id: "r", sealed: false } };
const TOLD = { round: "r", numbers: ["1", "2", "3"], received: [2] };

test("tiles fill the place with text as large as it can be", () => {
  const { columns, rows } = tileGrid(6, 450, 200, 3);
  assert.deepEqual({ columns, rows }, { columns: 3, rows: 2 });
  assert.deepEqual(tileGrid(1, 100, 100, 2), { columns: 1, rows: 1, size: 60 });
  for (const count of [7, 100, 1000, 5000]) {
    for (const digits of [3, 12]) {
      const grid = tileGrid(count, 1150, 700, digits);
      assert.ok(grid.columns * grid.rows >= count);
      assert.ok((grid.columns - 1) * grid.rows < count);
      assert.ok(grid.size * grid.rows <= 700 && grid.size > 0);
    }
  }
});

test("longer labels take wider tiles", () => {
  assert.ok(tileGrid(1000, 1150, 700, 8).columns < tileGrid(1000, 1150, 700, 3).columns);
});

test("a place that is not there yet takes a column", () => {
  assert.deepEqual(tileGrid(0, 100, 100, 2), { columns: 1, rows: 1, size: 0 });
  assert.deepEqual(tileGrid(5, 0, 100, 2), { columns: 1, rows: 1, size: 0 });
  assert.deepEqual(gridOf([], 100, 100, 20), { columns: 1, rows: 1, size: 0 });
});

test("a few long labels make no others illegible, and are whole where there is room", () => {
  const numbers = Array.from({ length: 1000 }, (_, index) => String(index + 1));
  const long = "W".repeat(16);
  const size = (labels) => gridOf(labels, 1150, 700, 20).size;
  const few = [...numbers.slice(10), ...Array(10).fill(long)];
  const cut = tileGrid(1000, 1150, 700, 3).size;
  assert.equal(size(few), cut);
  /* The one with another digit is whole. */
  assert.equal(size(numbers), tileGrid(1000, 1150, 700, 4).size);
  assert.ok(size(numbers) < cut);
  assert.ok(size(Array(1000).fill(long)) < size(numbers) * 0.7);
  assert.equal(gridOf(["1", "2", long], 1150, 700, 20).size, tileGrid(3, 1150, 700, 16).size);
});

test("labels are as wide as they are seen", () => {
  assert.deepEqual(["17", "a\u0301", "席17", "\u200d", ""].map(widthOf), [2, 1, 4, 1, 1]);
});

test("tiles are shown in a vote whose counts nobody sees before the close", () => {
  assert.deepEqual(tilesOf(STATE, TOLD), { numbers: ["1", "2", "3"], received: new Set([2]) });
  assert.equal(tilesOf({ ...STATE, phase: "closed" }, TOLD), null);
  for (const other of [
    { keypad_tiles: false },
    { phase: "revealed" },
    { phase: "waiting", round: null },
    { tallies: "each" },
    { tallies: "steps" },
    { round: { id: "r", sealed: true } },
  ]) {
    assert.equal(tilesOf({ ...STATE, ...other }, TOLD), null);
  }
});

test("what was told of another vote lights nothing", () => {
  assert.equal(tilesOf(STATE, { ...TOLD, round: "before" }).received.size, 0);
  assert.equal(tilesOf(STATE, null).received.size, 0);
});

test("how many were received is told in words", () => {
  assert.equal(tilesWords(tilesOf(STATE, TOLD)), "Keypads received: 1 of 3");
  assert.equal(tilesWords(tilesOf(STATE, null)), "");
});

test("of several choices the room reads how many keys it may press", () => {
  const keys = "On a keypad 1 is A, 2 is B, and so on.";
  assert.equal(keysWords({ kind: "single", max_choices: 1 }), keys);
  assert.equal(
    keysWords({ kind: "multiple", max_choices: 3 }),
    `${keys} Press the key of each of your choices, 3 at most.`,
  );
});
