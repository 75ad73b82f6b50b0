import assert from "node:assert/strict";
import { test } from "node:test";

import { createKeep, memoryStorage } from "../../static/js/keep.js";

const vote = { ref: "x", round: "r1", rev: 1, answer: ["b"] };

test("a vote is kept by conference and round until it is dropped", () => {
  const storage = memoryStorage();
  const keep = createKeep(storage, "ABC789");

  keep.put(vote);
  keep.put({ ...vote, round: "r2" });
  keep.drop("r2");

  assert.deepEqual(createKeep(storage, "ABC789").all(), [vote]);
});

test("a later vote in the same round replaces the earlier one", () => {
  const keep = createKeep(memoryStorage(), "ABC789");

  keep.put(vote);
  keep.put({ ...vote, rev: 2 });

  assert.deepEqual(keep.all().map(({ rev }) => rev), [2]);
});

test("another conference's votes and foreign entries are left alone", () => {
  const storage = memoryStorage();
  storage.setItem("theme", "dark");
  storage.setItem("show-of-hands:ABC789:r9", "{not json");
  createKeep(storage, "XYZ333").put(vote);
  const keep = createKeep(storage, "ABC789");

  assert.deepEqual(keep.all(), []);
  assert.equal(storage.length, 3);
});

test("storage that takes nothing more does not stop a vote", () => {
  const full = memoryStorage();
  full.setItem = () => {
    throw new Error("QuotaExceededError");
  };

  assert.doesNotThrow(() => createKeep(full, "ABC789").put(vote));
});
