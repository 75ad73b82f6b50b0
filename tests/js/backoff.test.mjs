import assert from "node:assert/strict";
import { test } from "node:test";

import { CAP_MS, SPREAD_MS, retryDelay } from "../../static/js/backoff.js";

const almostOne = () => 0.999999;

test("the first retry after a connection that stood is spread over ten seconds", () => {
  assert.equal(retryDelay(0, SPREAD_MS, () => 0), 0);
  assert.equal(retryDelay(0, SPREAD_MS, () => 0.5), 5000);
  assert.equal(retryDelay(0, SPREAD_MS, almostOne), 9999);
});

test("failed attempts double the bound from one second up to fifteen", () => {
  const bounds = [1, 2, 3, 4, 5, 6, 7, 50].map((n) => retryDelay(n, SPREAD_MS, almostOne) + 1);

  assert.deepEqual(bounds, [1000, 2000, 4000, 8000, CAP_MS, CAP_MS, CAP_MS, CAP_MS]);
});

test("every delay may be anywhere below its bound", () => {
  assert.equal(retryDelay(4, SPREAD_MS, () => 0), 0);
  assert.equal(retryDelay(4, SPREAD_MS, () => 0.25), 2000);
});

test("pages that are few may come back sooner", () => {
  assert.equal(retryDelay(0, 1000, almostOne), 999);
});
