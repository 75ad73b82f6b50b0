import assert from "node:assert/strict";
import { test } from "node:test";

import { ago, countdown, createServerClock, secondsUntil } from "../../../static/js/chair/clock.js";

const NOON = Date.parse("2026-11-22T12:00:00Z");

test("a laptop whose clock is wrong reads the server's time", () => {
  let laptop = NOON - 3600000;
  const clock = createServerClock(() => laptop);
  clock.hear({ now: "2026-11-22T12:00:00Z", ms: 250 });
  laptop += 5000;

  assert.equal(clock.now(), NOON + 5250);
});

test("a time that is none is not believed", () => {
  const clock = createServerClock(() => NOON);
  clock.hear({ now: "soon" });

  assert.equal(clock.now(), NOON);
});

test("a countdown never falls below zero", () => {
  assert.equal(secondsUntil("2026-11-22T12:00:30Z", NOON), 30);
  assert.equal(secondsUntil("2026-11-22T11:00:00Z", NOON), 0);
  assert.equal(secondsUntil(null, NOON), null);
  assert.deepEqual([5, 42, 725].map(countdown), ["0:05", "0:42", "12:05"]);
});

test("the last vote is told in seconds, then in minutes, and never lies in the future", () => {
  assert.equal(ago("2026-11-22T11:59:52Z", NOON), "8 s ago");
  assert.equal(ago("2026-11-22T11:57:00Z", NOON), "3 min ago");
  assert.equal(ago("2026-11-22T12:00:03Z", NOON), "just now");
});
