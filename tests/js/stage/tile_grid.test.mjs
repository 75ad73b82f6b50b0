import assert from "node:assert/strict";
import { test } from "node:test";

import { tileGrid, tilesOf, tilesWords } from "../../../static/js/stage/tile_grid.js";

const STATE = { keypad_tiles: true, phase: "open", tallies: "closed", round: { id: "r", sealed: false } };
const TOLD = { round: "r", numbers: ["1", "2", "3"], received: [2] };

test("tiles fill the place and are as large as they can be", () => {
  assert.deepEqual(tileGrid(6, 450, 200), { columns: 3, rows: 2 });
  assert.deepEqual(tileGrid(1, 100, 100), { columns: 1, rows: 1 });
  for (const count of [7, 100, 1000, 5000]) {
    const { columns, rows } = tileGrid(count, 1150, 700);
    assert.ok(columns * rows >= count);
    assert.ok((columns - 1) * rows < count);
  }
});

test("a place that is not there yet takes a column", () => {
  assert.deepEqual(tileGrid(0, 100, 100), { columns: 1, rows: 1 });
  assert.deepEqual(tileGrid(5, 0, 100), { columns: 1, rows: 1 });
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
