import assert from "node:assert/strict";
import { test } from "node:test";

import { createLooksWaiting } from "../../../static/js/chair/looks_waiting.js";

test("choices made while a step is under way wait, and each is sent once", () => {
  const waiting = createLooksWaiting();
  waiting.add(null, "size", "large");
  assert.deepEqual(waiting.next(), [null, { size: "large" }]);
  waiting.add(null, "theme", "dark");
  waiting.add(2, "size", "small");
  waiting.add(2, "size", null);

  assert.deepEqual([waiting.has(null, "theme"), waiting.has(null, "size"), waiting.has(2, "size")], [true, false, true]);
  assert.deepEqual(waiting.next(), [null, { theme: "dark" }]);
  assert.deepEqual(waiting.next(), [2, { size: null }]);
  assert.equal(waiting.next(), null);
});
