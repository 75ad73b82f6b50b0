import assert from "node:assert/strict";
import { test } from "node:test";

import {
  clockTime,
  holdsVotes,
  storesNothing,
  troubleLines,
  troubleNews,
  waitWords,
} from "../../../static/js/chair/trouble.js";

const SINCE = "2026-11-22T14:03:10Z";
const UNTIL = "2026-11-22T14:05:00Z";
const WELL = { type: "trouble", now: [], passed: [], servers: 1, wait_p95_ms: null };

function wrong(what, holds = true, since = SINCE) {
  return { what, since, holds, sentence: `${what} is wrong.` };
}

const AWAY = { ...WELL, now: [wrong("database")] };
const BACK = {
  ...WELL,
  passed: [{ what: "database", since: SINCE, until: UNTIL, sentence: "It answers again." }],
};

test("what is wrong comes first, with the time since when", () => {
  const both = { ...AWAY, passed: BACK.passed };

  assert.deepEqual(
    troubleLines(both).map(({ passed, label, text }) => [passed, label, text]),
    [
      [false, `Since ${clockTime(SINCE)}`, "database is wrong."],
      [true, `Over, ${clockTime(SINCE)}–${clockTime(UNTIL)}`, "It answers again."],
    ],
  );
});

test("what began and ended within a minute has one time", () => {
  const short = { ...WELL, passed: [{ ...BACK.passed[0], until: "2026-11-22T14:03:59Z" }] };

  assert.equal(troubleLines(short)[0].label, `Over, ${clockTime(SINCE)}`);
});

test("there is no line before the first message, nor when all is well", () => {
  assert.deepEqual(troubleLines(null), []);
  assert.deepEqual(troubleLines(WELL), []);
});

test("each line is news once, and so is its end", () => {
  assert.deepEqual(troubleNews(WELL, AWAY), ["database is wrong."]);
  assert.deepEqual(troubleNews(AWAY, { ...AWAY, wait_p95_ms: 40 }), []);
  assert.deepEqual(troubleNews(AWAY, BACK), ["It answers again."]);
  assert.deepEqual(troubleNews(BACK, BACK), []);
});

test("another kind and the same kind again are news", () => {
  assert.deepEqual(troubleNews(AWAY, { ...WELL, now: [wrong("disk")] }), ["disk is wrong."]);
  assert.deepEqual(troubleNews(AWAY, { ...WELL, now: [wrong("database", true, UNTIL)] }), ["database is wrong."]);
});

test("what was over before the page came is no news, what is wrong then is", () => {
  assert.deepEqual(troubleNews(null, { ...BACK, now: [wrong("redis", false)] }), ["redis is wrong."]);
});

test("a close is doubted while any trouble holds votes", () => {
  assert.equal(holdsVotes(null), false);
  assert.equal(holdsVotes({ ...WELL, now: [wrong("redis", false)] }), false);
  assert.equal(holdsVotes({ ...WELL, now: [wrong("redis", false), wrong("slow")] }), true);
});

test("nothing is stored while the database or its disk is away", () => {
  assert.deepEqual(
    ["database", "disk", "slow", "other_database"].map((what) =>
      storesNothing({ ...WELL, now: [wrong(what)] }),
    ),
    [true, true, false, false],
  );
  assert.equal(storesNothing(null), false);
});

test("how long votes wait is told in seconds", () => {
  assert.deepEqual(
    [null, 5, 46, 480, 1234, 12345].map((ms) => waitWords({ ...WELL, wait_p95_ms: ms })),
    ["", ...["0.005", "0.05", "0.5", "1.2", "12"].map((s) => `95 of 100 votes were stored within ${s} s.`)],
  );
  assert.equal(waitWords(null), "");
});
