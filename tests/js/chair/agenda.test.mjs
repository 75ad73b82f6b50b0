import assert from "node:assert/strict";
import { test } from "node:test";

import { agendaOffers } from "../../../static/js/chair/agenda_panel.js";
import { agendaWords, topicsAhead } from "../../../static/js/chair/agenda_steps.js";
import { nextStep, stepBack } from "../../../static/js/chair/steps.js";
import { listSeen } from "../../../static/js/chair/list_seen.js";
import { newsOf, phaseName, wordsToSay } from "../../../static/js/chair/words.js";
import { agendaOf } from "../agendas.mjs";
import { programme, question, roomAfter, state } from "./rooms.mjs";

function roomWith(agenda, more = {}) {
  const round = { id: "r1", number: 1, closes_at: null };
  const shown = state({ phase: "revealed", question: question(1), round, agenda, ...more });
  return roomAfter(shown, programme(["revealed", "revealed", null]));
}

test("the next step leads through the agenda, and then to the next question", () => {
  const next = (...standings) => nextStep(roomWith(agendaOf(standings, { phase: "running" })));
  const ahead = nextStep(roomWith(agendaOf(["next", "later"], { phase: "ahead" })));
  assert.deepEqual([ahead.do, ahead.label, ahead.effect], [
    "agenda_next", "Begin the agenda", "“Topic 0” is on, for 30 minutes.",
  ]);
  assert.deepEqual([next("now", "next").label, next("now", "next").effect], [
    "Next topic", "“Topic 1” is on, for 30 minutes.",
  ]);
  assert.equal(next("done", "now").label, "End the agenda");
  const over = nextStep(roomWith(agendaOf(["done", "done"], { phase: "over" })));
  assert.equal(over.do, "next");
});

test("topics in parallel begin and end together", () => {
  const label = (standing, phase) =>
    nextStep(roomWith(agendaOf([standing, standing], { phase, parallel: true }))).label;
  assert.equal(label("next", "ahead"), "Begin all topics");
  assert.equal(label("now", "running"), "End the agenda");
});

test("the way back leads to the topic before, and from the first to the result", () => {
  const back = (phase, ...standings) => {
    const { do: name, label } = stepBack(roomWith(agendaOf(standings, { phase })));
    return [name, label];
  };
  assert.deepEqual(back("ahead", "next", "later"), ["agenda_hide", "Take the agenda off the screen"]);
  assert.deepEqual(back("running", "now", "next"), ["agenda_previous", "Take the beginning back"]);
  assert.deepEqual(back("running", "done", "now"), ["agenda_previous", "Back to the topic before"]);
  assert.deepEqual(back("over", "done", "done"), ["agenda_previous", "Back to the topic before"]);
});

test("only topics that are ahead one after another can be moved", () => {
  const ahead = topicsAhead(agendaOf(["done", "now", "next", "later"]));
  assert.deepEqual(ahead.map(({ id }) => id), ["t2", "t3"]);
  assert.deepEqual(topicsAhead(agendaOf(["next", "next"], { phase: "ahead", parallel: true })), []);
});

test("a result that ranks is offered as an agenda, unless there is a draft of it", () => {
  const offers = (agendas, fields = {}) => {
    const shown = state({ phase: "revealed", question: question(1), round: { id: "r1", number: 1, closes_at: null } });
    const told = programme(["revealed", "revealed", null], { agendas });
    told.questions[1].round = { ...told.questions[1].round, agenda: true, ...fields };
    return agendaOffers(roomAfter(shown, told));
  };
  const draft = { id: "a1", round: "r1", title: "Obstacles?", published: false };
  assert.deepEqual(offers([]), [{ text: "Make an agenda of this result", address: "/agendas/of/r1/" }]);
  assert.deepEqual(offers([], { agenda: false }), []);
  assert.deepEqual(offers([draft]), [{ text: "Go on with the draft of an agenda", address: "/agendas/a1/" }]);
  const [show, again, remedies] = offers([{ ...draft, published: true }]);
  assert.deepEqual([show.text, show.step.do, show.step.fields], ["Show the agenda", "agenda_show", { agenda: "a1" }]);
  assert.equal(again.text, "Make an agenda of this result");
  assert.equal(remedies.text, "Ways and questions");
});

test("an agenda on screen is edited or taken off", () => {
  const offers = agendaOffers(roomWith(agendaOf(["now", "next"])));
  assert.deepEqual(offers.map(({ text }) => text), ["Edit the agenda", "Take the agenda off the screen"]);
});

test("the chair reads what is on, and not the result below it", () => {
  const room = roomWith(agendaOf(["done", "now"]));
  assert.deepEqual(wordsToSay(room), ["Our topic now is: Topic 1.", "Over to Ada.", "We are in Hall."]);
  assert.equal(phaseName(room), "Agenda is shown");
  assert.deepEqual(agendaWords(agendaOf(["next", "later"], { phase: "ahead" })), [
    "This is what you voted to discuss.", "1: Topic 0, 30 minutes.", "2: Topic 1, 30 minutes.",
  ]);
});

test("the chair reads that the room sees the list of a topic, and not the agenda", () => {
  const agenda = agendaOf(["now", "next"]);
  const lists = [{ topic: "t0", title: "Integration" }, { topic: "t1", title: "Market" }];
  const screenOf = (screen) => roomAfter(state({ phase: "revealed", agenda, remedies: { lists, screen } }), programme());
  assert.equal(phaseName(screenOf({ topic: "t1" })), "A list is shown");
  assert.equal(screenOf({ topic: "t1" }).list, "Market");
  assert.equal(phaseName(screenOf(null)), "Agenda is shown");
});

const LISTED = {
  version: 1,
  held: false,
  lists: [{ topic: "t0", title: "Topic 0", round: "u0", phase: "open", sealed: false }],
  screen: { topic: "t0", top: 8, live: false },
};

test("before a list the next topic takes it off, and says so; the way back takes the list alone", () => {
  const room = roomWith(agendaOf(["now", "next"], { phase: "running" }), { remedies: LISTED });
  const { do: onward, effect } = nextStep(room);
  const { do: back, label } = stepBack(room);

  assert.equal(room.list, "Topic 0");
  assert.deepEqual([onward, effect], [
    "agenda_next", "“Topic 1” is on, for 30 minutes. The list leaves the screen.",
  ]);
  assert.deepEqual([back, label], ["remedies_hide", "Take the list off the screen"]);
});

test("a list that comes on screen or leaves it is said", () => {
  const without = roomWith(agendaOf(["now", "next"], { phase: "running" }));
  const listed = roomWith(agendaOf(["now", "next"], { phase: "running" }), { remedies: LISTED });

  assert.deepEqual(newsOf(without, listed), ["The list of “Topic 0” is on screen."]);
  assert.deepEqual(newsOf(listed, without), ["The list is off the screen."]);
});

test("the list is drawn as the room sees it: without counts while those are hidden", () => {
  const entry = (id, number) => ({ id, number, topic: "t0", kind: "way", text: `Way ${id}`, table: "", signed: "" });
  const tally = { remedies: { topic: "t0", round: "u0", ballots: 3, joined: 4, counts: [{ choice: "b", count: 3 }] } };
  const seen = (remedies) => listSeen({ state: { remedies }, tally }, [entry("a", 1), entry("b", 2)]);
  const frozen = { ...LISTED, lists: [{ ...LISTED.lists[0], phase: "frozen" }] };

  assert.deepEqual(seen(LISTED).rows.map(({ count }) => count), [null, null]);
  assert.deepEqual(seen(frozen).rows.map(({ text, count }) => [text, count]), [["Way b", 3], ["Way a", 0]]);
  assert.equal(listSeen({ state: { remedies: null }, tally: null }, []), null);
});

test("no step is offered twice, and no draft once the session has ended", () => {
  const agendas = [{ id: "d", round: "r1", title: "Q", published: false, topics: [] }];
  const ahead = roomWith(agendaOf(["next", "later"], { phase: "ahead" }));
  const over = roomAfter(state({ phase: "ended" }), programme(["revealed", null, null], { agendas }));

  assert.equal(stepBack(ahead).do, "agenda_hide");
  assert.equal(agendaOffers(ahead).some(({ step }) => step && step.do === "agenda_hide"), false);
  assert.deepEqual(agendaOffers(over), []);
});
