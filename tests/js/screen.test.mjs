import assert from "node:assert/strict";
import { test } from "node:test";

import { breakView, createBreakCall, screenLine, screenNews } from "../../static/js/screen.js";

const END = "2026-07-01T13:30:00Z";
const pause = { kind: "break", ends_at: END, time_zone: "Europe/London" };
const later = { ...pause, ends_at: "2026-07-01T13:35:00Z" };
const message = { kind: "message", text: "Lunch is served" };
const before = (seconds) => Date.parse(END) - 1000 * seconds;

test("a break is counted down in minutes, at last in seconds, and then is over", () => {
  assert.deepEqual(breakView(pause, before(900)), { title: "Back at", time: "14:30", left: "15 min" });
  assert.equal(breakView(pause, before(61)).left, "1:01");
  assert.deepEqual(breakView(pause, before(0)), { title: "The break is over.", time: "", left: "" });
  assert.deepEqual(breakView(pause, before(-999)), breakView(pause, before(0)));
});

test("a phone's line tells message and break, and nothing of how to join", () => {
  assert.equal(screenLine(message, 0), "Lunch is served");
  assert.equal(screenLine(pause, before(40)), "Break. Back at 14:30. Less than a minute is left.");
  assert.equal(screenLine({ kind: "join" }, 0), "");
  assert.equal(screenLine(undefined, 0), "");
});

test("each message is said once, and a break at its start", () => {
  assert.equal(screenNews(null, message, 0), "A message to the room: Lunch is served");
  assert.equal(screenNews(message, { ...message }, 0), "");
  assert.equal(screenNews(message, { ...message, text: "Tea" }, 0), "A message to the room: Tea");
  assert.equal(screenNews(message, null, 0), "");
  assert.equal(screenNews(undefined, pause, before(60)), "There is a break. Back at 14:30.");
});

test("more time for a break is not said, unless it was over already", () => {
  assert.equal(screenNews(pause, later, before(60)), "");
  assert.equal(screenNews(pause, later, before(-1)), "There is a break. Back at 14:35.");
  assert.equal(screenNews(null, pause, before(-1)), "");
});

test("the end of a break is said once", () => {
  const call = createBreakCall();
  const said = [before(2), before(1), before(0), before(-1)].map((now) => call(pause, now));
  assert.deepEqual(said, ["", "", "The break is over.", ""]);
  assert.equal(call(later, before(-2)), "");
  assert.equal(call(later, before(-301)), "The break is over.");
});

test("the end of a break that was taken off, or that nobody saw begin, is not said", () => {
  const call = createBreakCall();
  assert.equal(call(pause, before(-1)), "");
  call(later, before(60));
  call(null, before(30));
  assert.equal(call(later, before(-301)), "");
});
