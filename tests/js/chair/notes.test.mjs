import assert from "node:assert/strict";
import { test } from "node:test";

import { noteMistake, noteStep, notedWords, topicOnNow, topicsToNote } from "../../../static/js/chair/notes.js";
import { agendaOf } from "../agendas.mjs";
import { programme, roomAfter, state } from "./rooms.mjs";

const TYPED = { topic: "t1", kind: "outcome", text: " We agree. ", who: "Ada", byWhen: "May" };

test("topics of everything that is published can be written of, drafts cannot", () => {
  const agendas = [
    { id: "a", round: "r", title: "Q", published: true, topics: [{ id: "t1", title: "One" }] },
    { id: "b", round: "s", title: "P", published: false, topics: [] },
    { id: "c", round: "s", title: "P", published: true, topics: [{ id: "t2", title: "Two" }] },
  ];
  const room = roomAfter(state(), programme(undefined, { agendas }));

  assert.deepEqual(topicsToNote(room).map(({ id }) => id), ["t1", "t2"]);
  assert.deepEqual(topicsToNote(roomAfter(state(), programme())), []);
});

test("the topic that is on is chosen, and none where none is", () => {
  const on = (...standings) =>
    topicOnNow(roomAfter(state({ agenda: agendaOf(standings, { phase: "running" }) }), programme()));

  assert.equal(on("done", "now"), agendaOf(["done", "now"]).topics[1].id);
  assert.equal(on("next", "later"), null);
  assert.equal(topicOnNow(roomAfter(state(), programme())), null);
});

test("who and when go with an action alone", () => {
  assert.deepEqual(noteStep(TYPED).fields, { topic: "t1", kind: "outcome", text: "We agree." });
  assert.deepEqual(noteStep({ ...TYPED, kind: "action" }).fields, {
    topic: "t1", kind: "action", text: "We agree.", who: "Ada", by_when: "May",
  });
  assert.deepEqual(noteStep({ ...TYPED, kind: "action", who: " ", byWhen: "" }).fields, {
    topic: "t1", kind: "action", text: "We agree.",
  });
});

test("nothing is sent without words, and what was taken is said", () => {
  assert.equal(noteMistake(noteStep({ ...TYPED, text: " \n" })), "Type it in words first.");
  assert.equal(noteMistake(noteStep(TYPED)), "");
  assert.equal(notedWords(noteStep({ ...TYPED, kind: "decision" })), "Decision written down: We agree.");
});
