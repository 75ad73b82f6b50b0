import assert from "node:assert/strict";
import { test } from "node:test";

import { createPleas, everybodyVoted } from "../../../static/js/chair/pleas.js";

function room(moreTime, closesAt = "2026-11-22T14:03:00Z", fields = {}) {
  return { phase: "open", round: { id: "r1", closes_at: closesAt }, moreTime, ...fields };
}

test("everybody who joined has voted, and nobody of nobody", () => {
  const voted = (ballots, base, phase = "open") => everybodyVoted({ phase, ballots, base });

  assert.equal(voted(3, 3), true);
  assert.equal(voted(2, 3), false);
  assert.equal(voted(0, 0), false);
  assert.equal(voted(3, 3, "closed"), false);
});

test("those who ask are counted until the timer changes, and only later ones anew", () => {
  const pleas = createPleas();
  const later = "2026-11-22T14:04:00Z";
  const before = "asked for more time, before you changed the timer";

  assert.deepEqual(pleas(room(0)), { text: "", answered: true });
  assert.deepEqual(pleas(room(1)), { text: "1 person asks for more time", answered: false });
  assert.deepEqual(pleas(room(3)), { text: "3 people ask for more time", answered: false });
  assert.deepEqual(pleas(room(3, later)), { text: `3 people ${before}`, answered: true });
  assert.deepEqual(pleas(room(5, later)), { text: "2 people ask for more time", answered: false });
  assert.deepEqual(pleas(room(5, null)), { text: `5 people ${before}`, answered: true });
});

test("another vote, and a page that comes late, begin afresh", () => {
  const pleas = createPleas();
  pleas(room(3));

  assert.equal(pleas(room(2, null, { round: { id: "r2", closes_at: null } })).text, "2 people ask for more time");
  assert.equal(pleas({ phase: "closed", round: null, moreTime: 2 }).text, "");
});
