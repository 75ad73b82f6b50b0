import assert from "node:assert/strict";
import { test } from "node:test";

import { createRetry } from "../../static/js/retry.js";

function countCalls(context) {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const calls = { count: 0 };
  calls.retry = createRetry(() => (calls.count += 1));
  return calls;
}

test("nothing is sent again before five seconds have passed", (context) => {
  const calls = countCalls(context);

  calls.retry.later();
  context.mock.timers.tick(4999);
  assert.equal(calls.count, 0);

  context.mock.timers.tick(1001);
  assert.equal(calls.count, 1);
});

test("however often it is asked for, it is sent again once", (context) => {
  const calls = countCalls(context);

  calls.retry.later();
  calls.retry.later();
  context.mock.timers.tick(60000);

  assert.equal(calls.count, 1);
});

test("what was answered is not sent again", (context) => {
  const calls = countCalls(context);

  calls.retry.later();
  calls.retry.stop();
  context.mock.timers.tick(60000);

  assert.equal(calls.count, 0);
});
