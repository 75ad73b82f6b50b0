import assert from "node:assert/strict";
import { test } from "node:test";

import { createLists } from "../../static/js/remedy_lists.js";
import { byVotes, inOwnOrder, placeOf } from "../../static/js/remedies_order.js";
import { remediesOf } from "../../static/js/stage/remedies.js";
import { createUpvotes } from "../../static/js/upvotes.js";

const entry = (id, number, more = {}) => ({
  id, number, topic: "t", kind: "way", text: id, signed: "", table: "", answer: "", votes: null, ...more,
});

test("changes are taken where they follow what is known, and else asked for anew", () => {
  const lists = createLists();
  const ids = () => lists.of("t").map(({ id }) => id);

  assert.equal(lists.take({ version: 3, after: null, entries: [entry("b", 2)], gone: [] }), true);
  assert.equal(lists.take({ version: 3, after: 3, entries: [entry("a", 1)], gone: [] }), true);
  assert.deepEqual(ids(), ["a", "b"]);
  assert.equal(lists.take({ version: 4, after: 3, entries: [], gone: ["b"] }), true);
  assert.equal(lists.take({ version: 7, after: 6, entries: [entry("c", 3)], gone: [] }), false);
  assert.deepEqual(ids(), ["a"]);
});

test("the order of a phone is its own, and does not change with what is added", () => {
  const many = Array.from({ length: 20 }, (_, index) => entry(`id-${index}`, index + 1));
  const order = inOwnOrder("seed", many).map(({ id }) => id);
  const fewer = inOwnOrder("seed", many.slice(0, 12)).map(({ id }) => id);

  assert.deepEqual(order.filter((id) => fewer.includes(id)), fewer);
  assert.notDeepEqual(inOwnOrder("other", many).map(({ id }) => id), order);
  assert.equal(placeOf("", ""), 2166202364);
});

test("equal upvotes stand as they were put forward", () => {
  const counts = { a: 1, b: 2, c: 1 };
  const ordered = byVotes([entry("c", 3), entry("b", 2), entry("a", 1)], ({ id }) => counts[id]);

  assert.deepEqual(ordered.map(({ id }) => id), ["b", "a", "c"]);
});

test("an upvote is sent again until it is heard, and a refusal shows what stands", () => {
  const upvotes = createUpvotes({ round: "r", rev: 2, answer: ["a"] }, () => "ref");
  const sent = upvotes.want(["a", "b"]);

  assert.deepEqual(sent, { type: "vote", ref: "ref", round: "r", rev: 3, answer: ["a", "b"] });
  assert.equal(upvotes.refused({ ref: "ref", code: "unavailable" }), "again");
  assert.equal(upvotes.outgoing(), sent);
  assert.equal(upvotes.refused({ ref: "ref", code: "stale", rev: 5, answer: ["c"] }), "stands");
  assert.deepEqual(upvotes.ticked(), ["c"]);
  assert.equal(upvotes.want([]).rev, 6);
  assert.equal(upvotes.acknowledged({ ref: "ref" }), true);
  assert.equal(upvotes.outgoing(), null);
  assert.equal(upvotes.acknowledged({ ref: "ref" }), false);
});

test("the projector shows the first by upvotes where it may see them", () => {
  const screen = { topic: "t", top: 2, live: true };
  const state = { remedies: { screen, lists: [{ topic: "t", title: "Topic", phase: "open" }] } };
  const entries = [entry("a", 1), entry("b", 2, { table: "Table 4", signed: "Ada" }), entry("c", 3)];
  const tally = { remedies: { topic: "t", ballots: 3, joined: 9, counts: [{ choice: "b", count: 3 }] } };
  const drawn = remediesOf(state, tally, entries);

  assert.deepEqual(drawn.rows, [
    { id: "b", kind: "", text: "b", answer: "", by: "From Table 4 · Ada", count: 3 },
    { id: "a", kind: "", text: "a", answer: "", by: "", count: 0 },
  ]);
  assert.equal(drawn.lead, "3 entries, 2 shown: upvote them on your phone.");
  assert.deepEqual(remediesOf(state, null, entries).rows.map(({ count }) => count), [null, null]);
  assert.equal(remediesOf({ remedies: null }, tally, entries), null);
});
