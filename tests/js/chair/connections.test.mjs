import assert from "node:assert/strict";
import { test } from "node:test";

import { closingDoubts, fallWords } from "../../../static/js/chair/closing.js";
import { createConnections } from "../../../static/js/chair/connections.js";

function heard(...samples) {
  const connections = createConnections();
  for (const [seconds, present] of samples) connections.note(seconds * 1000, present);
  return connections;
}

test("a fall within the last minute is told with both numbers", () => {
  assert.deepEqual(heard([0, 90], [30, 96], [55, 41]).fall(60000), { from: 96, to: 41 });
});

test("a fall of more than a minute ago is forgotten", () => {
  assert.equal(heard([0, 96], [5, 41], [60, 41], [70, 41]).fall(70000), null);
});

test("the number from before the window counts as long as it stood within it", () => {
  assert.deepEqual(heard([0, 96], [80, 41]).fall(81000), { from: 96, to: 41 });
});

test("a room that recovered has not fallen", () => {
  assert.equal(heard([0, 96], [10, 41], [20, 95]).fall(21000), null);
});

test("two gone, or less than a fifth, is no fall", () => {
  assert.equal(heard([0, 3], [5, 1]).fall(6000), null);
  assert.equal(heard([0, 100], [5, 81]).fall(6000), null);
  assert.deepEqual(heard([0, 100], [5, 80]).fall(6000), { from: 100, to: 80 });
  assert.deepEqual(heard([0, 4], [5, 1]).fall(6000), { from: 4, to: 1 });
});

test("without numbers there is no fall", () => {
  assert.equal(createConnections().fall(6000), null);
});

test("closing within ten seconds of opening is doubted, later it is not", () => {
  const after = (seconds) => ({ openedAt: 1000, now: 1000 + seconds * 1000, fall: null });

  assert.deepEqual(closingDoubts(after(9.9)), [
    "Voting opened less than 10 seconds ago: close already?",
  ]);
  assert.deepEqual(closingDoubts(after(10)), []);
});

test("a vote that opened before the page looked is not doubted for its age", () => {
  assert.deepEqual(closingDoubts({ openedAt: null, now: 5, fall: null }), []);
});

test("a fall is doubted in the words of the room", () => {
  assert.deepEqual(closingDoubts({ openedAt: null, now: 5, fall: { from: 96, to: 41 } }), [
    "Connections fell from 96 to 41 in the last minute: close anyway?",
  ]);
  assert.equal(fallWords(null), "");
});

test("a base station that is silent speaks against closing", () => {
  assert.deepEqual(closingDoubts({ openedAt: null, now: 5, fall: null, away: ["Base 1"] }), [
    "Base 1 is offline, its keypads unheard: close anyway?",
  ]);
});

test("a server that holds votes speaks against closing", () => {
  assert.deepEqual(closingDoubts({ openedAt: null, now: 5, fall: null, held: true }), [
    "Votes are still on their way: close anyway?",
  ]);
});
