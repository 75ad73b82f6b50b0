import assert from "node:assert/strict";
import { test } from "node:test";

import { createLastCalls } from "../../static/js/last_calls.js";

function said(name, seconds, call = createLastCalls()) {
  return seconds.map((left) => call(name, left * 1000)).filter((text) => text !== "");
}

test("a timer is spoken at 30 and 10 seconds, once each, and never between", () => {
  const everySecond = Array.from({ length: 62 }, (_, past) => 60.4 - past).map((left) => Math.max(0, left));

  assert.deepEqual(said("r 1", everySecond), ["30 seconds left to vote.", "10 seconds left to vote."]);
});

test("a short timer, or a page that comes late, leaves out what has passed", () => {
  assert.deepEqual(said("r 1", [20, 15, 10, 5]), ["10 seconds left to vote."]);
  assert.deepEqual(said("r 1", [9, 5, 0]), []);
});

test("a phone that slept through both is told the nearer one", () => {
  assert.deepEqual(said("r 1", [40, 6, 5]), ["10 seconds left to vote."]);
  assert.deepEqual(said("r 1", [40, 0]), []);
});

test("an extended timer speaks again", () => {
  const call = createLastCalls();

  assert.deepEqual(said("r 1", [40, 25], call), ["30 seconds left to vote."]);
  assert.deepEqual(said("r 2", [55, 30, 9], call), ["30 seconds left to vote.", "10 seconds left to vote."]);
});
