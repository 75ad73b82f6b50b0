import assert from "node:assert/strict";
import { test } from "node:test";

import { secondsLeft, timeText } from "../../../static/js/stage/clock.js";

const END = "2026-11-22T14:03:00Z";

test("a begun second counts, and none is left after the end", () => {
  const end = Date.parse(END);
  assert.equal(secondsLeft(END, end - 60_000), 60);
  assert.equal(secondsLeft(END, end - 59_101), 60);
  assert.equal(secondsLeft(END, end + 5000), 0);
});

test("what the server said a moment ago makes no second more", () => {
  assert.equal(secondsLeft(END, Date.parse(END) - 30_060), 30);
});

test("time is read as on a clock", () => {
  assert.equal(timeText(0), "0:00");
  assert.equal(timeText(65), "1:05");
  assert.equal(timeText(3725), "1:02:05");
});

test("nobody counts down days", () => {
  assert.equal(timeText(86_401), "");
});
