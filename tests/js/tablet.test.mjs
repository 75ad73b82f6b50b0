import assert from "node:assert/strict";
import { test } from "node:test";

import { createIdle, createTablet } from "../../static/js/tablet.js";

function clock() {
  const timers = new Map();
  let made = 0;
  return {
    later(expire, milliseconds) {
      made += 1;
      timers.set(made, { expire, milliseconds });
      return made;
    },
    cancel: (timer) => timers.delete(timer),
    waiting: () => Array.from(timers.values()),
  };
}

test("a page that nobody touches is cleared after so many seconds", () => {
  const { later, cancel, waiting } = clock();
  let cleared = 0;
  createIdle({ seconds: 120, expired: () => (cleared += 1), later, cancel });

  assert.deepEqual(waiting().map(({ milliseconds }) => milliseconds), [120_000]);
  waiting()[0].expire();
  assert.equal(cleared, 1);
});

test("a touch begins the time anew, and after stopping there is none", () => {
  const { later, cancel, waiting } = clock();
  const idle = createIdle({ seconds: 5, expired: () => assert.fail("cleared"), later, cancel });
  const [first] = waiting();
  idle.touch();

  assert.equal(waiting().length, 1);
  assert.notEqual(waiting()[0], first);
  idle.stop();
  assert.deepEqual(waiting(), []);
});

test("somebody's own phone is no tablet", () => {
  assert.equal(createTablet({ tablet: null }), null);
});
