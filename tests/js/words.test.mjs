import assert from "node:assert/strict";
import { test } from "node:test";

import * as words from "../../static/js/words.js";

const choices = ["a", "b", "c"].map((id) => ({ id, text: id.toUpperCase() }));
const single = { id: "q1", kind: "single", prompt: "Tea or coffee?", min_choices: 1, max_choices: 1, choices };

function several(least, most) {
  return { ...single, kind: "multiple", min_choices: least, max_choices: most };
}

function stateOf(phase, more = {}) {
  return {
    phase,
    practice: false,
    stopped: false,
    question: single,
    round: phase === "waiting" ? null : { id: "r1" },
    results: phase === "revealed" ? { sentence: "Tea: 60 %. 5 of 6 voted." } : null,
    ...more,
  };
}

function viewOf(more) {
  return { open: true, standing: null, pending: null, late: false, ticks: [], unsent: false, ...more };
}

test("letters follow the order of the choices", () => {
  assert.equal(words.letters(single, ["c", "a"]), "A, C");
  assert.equal(words.voteIn(single, ["b"]), "Your vote is in: B");
});

test("how many to choose is told in words", () => {
  const told = [[2, 2], [1, 3], [1, 2], [2, 3]].map(([least, most]) => words.hint(several(least, most)));

  assert.equal(words.hint(single), "Choose one.");
  assert.deepEqual(told, [
    "Choose exactly 2.",
    "Choose as many as you like.",
    "Choose up to 2.",
    "Choose at least 2.",
  ]);
  const four = { ...several(2, 3), choices: [...choices, { id: "d", text: "D" }] };
  assert.equal(words.hint(four), "Choose from 2 to 3.");
});

test("an answer outside the bounds is noticed before it is sent", () => {
  assert.equal(words.mistake(single, []), "Choose one answer, then send your vote");
  assert.equal(words.mistake(single, ["a"]), "");
  assert.equal(words.mistake(several(2, 2), []), "Choose your answers, then send your vote");
  assert.equal(words.mistake(several(2, 2), ["a"]), "Choose at least 2: you have chosen 1");
  assert.equal(words.mistake(several(1, 2), ["a", "b", "c"]), "Choose no more than 2: you have chosen 3");
  assert.equal(words.mistake(several(1, 2), ["a", "b"]), "");
});

test("the status tells where the vote stands while voting is open", () => {
  const text = (view, slow = false) => words.statusOf(single, viewOf(view), slow).text;
  const pending = { answer: ["b"] };

  assert.equal(text({}), "You have not voted yet");
  assert.equal(text({ ticks: ["a"], unsent: true }), "You have chosen A. Now send it.");
  assert.equal(text({ standing: ["b"], ticks: ["b"] }), "Your vote is in: B");
  assert.equal(
    text({ standing: ["b"], ticks: ["a"], unsent: true }),
    "Your vote is in: B. You have chosen A: send it to change your vote.",
  );
  assert.equal(text({ pending }), "Sending: B");
  const tooMany = viewOf({ ticks: ["a", "b", "c"], unsent: true });
  assert.equal(words.statusOf(several(1, 2), tooMany).text, "Choose no more than 2: you have chosen 3");
  assert.equal(text({ pending }, true), "Not sent yet: B. We keep trying.");
});

test("the status tells what became of the vote once voting has closed", () => {
  const status = (view) => words.statusOf(single, viewOf({ open: false, ...view }), false);

  assert.deepEqual(status({}), { text: "You did not vote", mood: "none" });
  assert.deepEqual(status({ standing: ["b"] }), { text: "Your vote is in: B", mood: "in" });
  assert.deepEqual(status({ late: true, standing: ["b"] }), {
    text: "Voting closed before your vote reached us. It was not counted",
    mood: "late",
  });
  assert.equal(
    status({ ticks: ["a"], unsent: true }).text,
    "You did not vote: A was chosen, but not sent",
  );
  assert.deepEqual(status({ sealed: true }), {
    text: "Your answer can no longer be traced, even by us",
    mood: "none",
  });
  assert.equal(status({ sealed: true, late: true }).mood, "late");
});

test("a seal is announced where it happens, not where one arrives later", () => {
  const sealed = stateOf("closed", { round: { id: "r1", sealed: true } });

  assert.equal(
    words.announcement(stateOf("closed"), sealed),
    "Your answer can no longer be traced, even by us.",
  );
  assert.equal(words.announcement(sealed, sealed), "");
  assert.equal(words.announcement(stateOf("open"), sealed), "Voting has closed.");
});

test("each step of a session is announced once", () => {
  const empty = stateOf("waiting", { question: null });
  const steps = [
    empty,
    stateOf("waiting"),
    stateOf("open"),
    stateOf("open", { seq: 9 }),
    stateOf("closed"),
    stateOf("open"),
    stateOf("closed"),
    stateOf("revealed"),
    stateOf("closed"),
    stateOf("waiting", { stopped: true }),
    stateOf("open", { round: { id: "r2" } }),
    stateOf("ended"),
    stateOf("ended"),
  ];

  const heard = steps.slice(1).map((state, place) => words.announcement(steps[place], state));

  assert.deepEqual(heard, [
    "New question: Tea or coffee?",
    "Voting is open.",
    "",
    "Voting has closed.",
    "Voting is open again.",
    "Voting has closed.",
    "The result: Tea: 60 %. 5 of 6 voted.",
    "The result is hidden again.",
    "This vote was stopped; we will vote again.",
    "Voting is open.",
    "This session is over. Thank you for taking part.",
    "",
  ]);
});

test("what happened while a phone slept is told in one go", () => {
  const before = stateOf("waiting", { question: null });

  assert.equal(words.announcement(before, stateOf("open")), "New question: Tea or coffee? Voting is open.");
  assert.equal(
    words.announcement(before, stateOf("closed", { practice: true })),
    "Practice question: Tea or coffee? Voting has closed.",
  );
  assert.equal(words.announcement(before, stateOf("revealed")), "The result: Tea: 60 %. 5 of 6 voted.");
});

test("the countdown corrects a phone whose clock is wrong", () => {
  const closes = "2026-11-22T14:03:00Z";
  const phone = Date.parse("2026-11-22T13:00:00Z");
  const ahead = Date.parse("2026-11-22T14:01:55Z") - phone;

  const left = words.millisecondsLeft(closes, ahead, phone);

  assert.equal(words.countdown(left), "Voting closes in 1:05");
  assert.equal(words.countdown(words.millisecondsLeft(closes, ahead, phone + 64500)), "Voting closes in 0:01");
  assert.equal(words.countdown(words.millisecondsLeft(closes, ahead, phone + 99000)), "Time is up");
});

test("a timer of 30 seconds never shows 31", () => {
  assert.equal(words.countdown(30_060), "Voting closes in 0:30");
});

test("another device's change is told with what stands", () => {
  assert.equal(
    words.changedElsewhere(single, ["c"]),
    "Your vote was changed on another device. Your vote is in: C",
  );
  assert.equal(words.changedElsewhere(single, []), "Your vote was taken back on another device.");
});

test("a rehearsal is said to be one when it begins, and to be over", () => {
  const rehearsed = stateOf("open", { rehearsal: true });
  const said = words.announcement(stateOf("waiting", { question: null }), rehearsed);

  assert.equal(said, "This is a rehearsal: nothing counts. New question: Tea or coffee? Voting is open.");
  assert.equal(words.announcement(rehearsed, { ...rehearsed, phase: "closed" }), "Voting has closed.");
  assert.equal(words.announcement(rehearsed, stateOf("open")), "The rehearsal is over.");
});

test("corrected words are told, and nothing else of the question", () => {
  const choices = [{ id: "a", text: "A" }, { id: "b", text: "Bee" }, { id: "c", text: "C" }];
  const respelt = { ...single, prompt: "Tea or cofee?" };
  const open = stateOf("open", { question: respelt });

  assert.equal(words.announcement(open, stateOf("open")), "The wording was corrected. Tea or coffee?");
  assert.equal(
    words.announcement(stateOf("open"), stateOf("open", { question: { ...single, choices } })),
    "The wording was corrected. B: Bee",
  );
  assert.equal(
    words.announcement(open, stateOf("waiting", { stopped: true })),
    "This vote was stopped; we will vote again. The wording was corrected. Tea or coffee?",
  );
});
