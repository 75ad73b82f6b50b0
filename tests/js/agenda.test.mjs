import assert from "node:assert/strict";
import { test } from "node:test";

import * as told from "../../static/js/agenda.js";
import { nowOf } from "../../static/js/stage/agenda.js";
import { agendaOf, at } from "./agendas.mjs";

const running = (changes) => agendaOf(["done", "now", "next", "later"], changes);

test("before it begins each topic has its minutes", () => {
  const ahead = agendaOf(["next", "later"], { phase: "ahead" });
  assert.deepEqual(told.agendaRows(ahead, at("14:00")), [
    { id: "t0", title: "Topic 0", standing: "next", mark: "Next", when: "30 minutes", where: "", minutes: 30 },
    { id: "t1", title: "Topic 1", standing: "later", mark: "", when: "30 minutes", where: "Hall · Ada", minutes: 30 },
  ]);
  assert.equal(told.agendaLead(ahead, at("14:00")), "2 topics, 60 minutes in all.");
  assert.equal(nowOf(ahead, at("14:00")), null);
});

test("times are the conference's, wherever the browser is", () => {
  const whens = (zone) => told.agendaRows(running({ time_zone: zone }), at("14:40")).map(({ when }) => when);
  assert.equal(whens("Europe/London")[1], "14:30 to 15:00");
  assert.equal(whens("Asia/Tokyo")[1], "23:30 to 00:00");
  assert.match(whens("Nowhere/Atall")[1], /^\d\d:30 to \d\d:00$/);
});

test("what follows is later by what the topic on now is over its time", () => {
  const whens = told.agendaRows(running(), at("15:07")).map(({ when }) => when);
  assert.deepEqual(whens, ["14:00 to 14:30", "14:30 to 15:07", "15:07 to 15:37", "15:37 to 16:07"]);
});

test("the lead tells what is on, for how long, and what is next", () => {
  const lead = (time) => told.agendaLead(running(), at(time));
  assert.equal(lead("14:40"), "Now: Topic 1. About 20 minutes are left. Next: Topic 2.");
  assert.equal(lead("14:59:30"), "Now: Topic 1. Less than a minute is left. Next: Topic 2.");
  assert.equal(lead("15:02"), "Now: Topic 1. The time is up. Next: Topic 2.");
  const last = agendaOf(["done", "now"]);
  assert.equal(told.agendaLead(last, at("14:58:50")), "Now: Topic 1. About a minute is left.");
  assert.equal(told.agendaLead(agendaOf(["done"], { phase: "over" }), at("15:00")), "The agenda is over. Thank you.");
});

test("topics in parallel are told together and carry no mark of the next", () => {
  const ahead = agendaOf(["next", "next"], { phase: "ahead", parallel: true });
  assert.deepEqual(told.agendaRows(ahead, at("14:00")).map(({ mark }) => mark), ["", ""]);
  assert.equal(told.agendaLead(ahead, at("14:00")), "2 topics at the same time, 30 minutes.");
  const on = agendaOf(["now", "now"], { parallel: true });
  assert.equal(told.agendaLead(on, at("14:10")), "All topics are on now. About 20 minutes are left.");
  assert.equal(nowOf(on, at("14:10")).label, "All topics are on");
});

test("figures are calm: seconds only in the last two minutes", () => {
  const figures = [1800, 121, 120, 61, 9, 0, -59, -60, -150].map(told.leftFigures);
  assert.deepEqual(figures, [
    "30 min", "2 min", "2:00", "1:01", "0:09", "Time is up", "Time is up", "1 min over", "2 min over",
  ]);
});

test("the projector shows in large what is on and how much of its time has passed", () => {
  assert.deepEqual(nowOf(running(), at("14:45")), {
    label: "Now", title: "Topic 1", where: "Hall · Ada", left: "15 min", up: false, passed: 0.5,
  });
  const over = nowOf(running(), at("15:03"));
  assert.deepEqual([over.left, over.up, over.passed], ["3 min over", true, 1]);
});

test("each change is said once, as what it means", () => {
  const now = at("14:40");
  const before = running();
  const news = (after, from = before) => told.agendaNews(from, after, now);
  assert.equal(news(before), "");
  assert.equal(news(before, null), `The agenda: What are the obstacles? ${told.agendaLead(before, now)}`);
  assert.equal(news(null), "The agenda is no longer on screen.");
  assert.equal(told.agendaNews(undefined, null, now), "");
  assert.equal(news(agendaOf(["done", "done", "now", "next"])), "Now: Topic 2. About 50 minutes are left. Next: Topic 3.");
  const longer = before.topics.map((topic, index) => (index === 1 ? { ...topic, extended: 60 } : topic));
  assert.match(news({ ...before, topics: longer }), /^More time\. Now: Topic 1\./);
  const [a, b, c, d] = before.topics;
  assert.equal(news({ ...before, topics: [a, b, d, c] }), "The order of the topics has changed.");
});
