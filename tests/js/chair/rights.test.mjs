import assert from "node:assert/strict";
import { test } from "node:test";

import { agendaOffers } from "../../../static/js/chair/agenda_panel.js";
import { lastWords } from "../../../static/js/chair/last_deed.js";
import { createRights, ifAllowed, mayDo } from "../../../static/js/chair/rights.js";
import { emptyRoom, hear, readRoom } from "../../../static/js/chair/room.js";
import {
  blankStep,
  liveStep,
  mayShow,
  nextStep,
  otherSteps,
  stepBack,
  whyNoLiveStep,
  whyNoStepBack,
} from "../../../static/js/chair/steps.js";
import { programme, question, state } from "./rooms.mjs";

const NOW = Date.parse("2026-11-22T14:00:00Z");

function roomOf(names, fields) {
  const heard = [state(fields), programme([null, null, null])].reduce(hear, emptyRoom);
  return readRoom(heard, createRights(names));
}

const shown = { question: question(1) };
const open = { ...shown, phase: "open", round: { id: "r1", number: 1, closes_at: null } };

test("who has no list of rights may do everything", () => {
  const may = createRights(undefined);

  assert.equal(may("open"), true);
  assert.equal(mayDo({}, "open"), true);
});

test("a list holds all that may be done, and an empty one nothing", () => {
  const may = createRights("blank console");

  assert.deepEqual(["blank", "console", "open", ""].map(may), [true, true, false, false]);
  assert.equal(createRights("")("open"), false);
});

test("a step that is not theirs is none", () => {
  const room = { may: createRights("blank") };

  assert.deepEqual(ifAllowed(room, { do: "blank" }), { do: "blank" });
  assert.equal(ifAllowed(room, { do: "open" }), null);
  assert.equal(ifAllowed(room, null), null);
});

test("a technician is offered the black screen and no step of a vote", () => {
  for (const fields of [{}, shown, open, { ...open, phase: "closed" }, { ...open, phase: "revealed" }]) {
    const room = roomOf("blank console door stage", fields);
    assert.equal(nextStep(room), null);
    assert.equal(stepBack(room), null);
    assert.equal(liveStep(room), null);
    assert.deepEqual(otherSteps(room), []);
    assert.equal(mayShow(room), false);
    assert.equal(blankStep(room).do, "blank");
    assert.match(whyNoStepBack(room), /for the chair/);
    assert.match(whyNoLiveStep(room), /for the chair/);
  }
});

test("a chair is offered what there is to do", () => {
  const room = roomOf(undefined, shown);

  assert.equal(nextStep(room).do, "open");
  assert.equal(mayShow(room), true);
  assert.notDeepEqual(otherSteps(room), []);
});

test("agendas are offered to who steers alone", () => {
  const heard = [state(), programme([null], { agendas: [{ id: "a", title: "A", published: true, round: "r" }] })];
  const offers = (names) => agendaOffers(readRoom(heard.reduce(hear, emptyRoom), createRights(names)));

  assert.notEqual(offers(undefined).length, 0);
  assert.deepEqual(offers("blank console"), []);
});

test("who did what last is told with the time, and the clock's deeds without a name", () => {
  const last = { who: "Carla", words: "Opened the vote on “Tea?” (vote 1)", at: "2026-11-22T13:59:52Z" };

  assert.equal(lastWords(last, NOW), "Carla: Opened the vote on “Tea?” (vote 1) (8 s ago)");
  assert.equal(lastWords({ ...last, who: "" }, NOW), "By itself: Opened the vote on “Tea?” (vote 1) (8 s ago)");
  assert.equal(lastWords(null, NOW), "");
  assert.equal(lastWords({ ...last, words: "" }, NOW), "");
});
