import assert from "node:assert/strict";
import { test } from "node:test";

import { createOrder } from "../../static/js/order.js";

function stateOf(session, seq, round = null) {
  return {
    type: "state",
    seq,
    session: session && { id: session },
    round: round && { id: round },
  };
}

function tallyOf(round, seq) {
  return { type: "tally", round, tally_seq: seq };
}

test("an older state of the same session is left out, an equal one is shown again", () => {
  const order = createOrder();

  const admitted = [41, 40, 41, 42].map((seq) => order.admits(stateOf("s", seq)));

  assert.deepEqual(admitted, [true, false, true, true]);
});

test("a state of another session replaces the old one, whatever its number", () => {
  const order = createOrder();
  order.admits(stateOf("morning", 41));

  assert.equal(order.admits(stateOf("afternoon", 2)), true);
  assert.equal(order.admits(stateOf(null, 1)), true);
  assert.equal(order.admits(stateOf(null, 0)), false);
});

test("a tally of another round than the state's is left out", () => {
  const order = createOrder();
  order.admits(stateOf("s", 1, "first"));

  assert.equal(order.admits(tallyOf("second", 5)), false);
  assert.equal(order.admits(tallyOf("first", 5)), true);
});

test("an older tally is left out", () => {
  const order = createOrder();
  order.admits(stateOf("s", 1, "r"));

  const admitted = [5, 4, 5, 6].map((seq) => order.admits(tallyOf("r", seq)));

  assert.deepEqual(admitted, [true, false, true, true]);
});

test("other messages always count", () => {
  assert.equal(createOrder().admits({ type: "mine", round: null }), true);
});

test("a beat that is ahead asks once, and again when it moves on", () => {
  const order = createOrder();
  order.admits(stateOf("s", 41));

  const asks = [41, 42, 42, 43].map((seq) => order.asks({ type: "beat", seq }));

  assert.deepEqual(asks, [false, true, false, true]);
});

test("a beat whose tally is ahead asks, and not again for a tally that never comes", () => {
  const order = createOrder();
  order.admits(stateOf("s", 1, "r"));
  order.admits(tallyOf("r", 7));

  const asks = [7, 8, 8].map((tally) => order.asks({ type: "beat", seq: 1, tally_seq: tally }));

  assert.deepEqual(asks, [false, true, false]);
});

test("a new connection may ask again", () => {
  const order = createOrder();
  order.admits(stateOf("s", 1));
  assert.equal(order.asks({ type: "beat", seq: 2 }), true);

  order.restart();

  assert.equal(order.asks({ type: "beat", seq: 2 }), true);
});

test("a beat before the first state asks for nothing", () => {
  assert.equal(createOrder().asks({ type: "beat", seq: 9 }), false);
});
