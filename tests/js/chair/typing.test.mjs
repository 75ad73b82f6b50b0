import assert from "node:assert/strict";
import { test } from "node:test";

import { askMistake, askStep } from "../../../static/js/chair/ask_now.js";
import { linesOf, tooLong } from "../../../static/js/chair/form_dialog.js";
import { isVotedOn, moveStep, skipStep, wordSteps } from "../../../static/js/chair/look.js";
import { nextStep, otherSteps, stepBack, unaskedQuestions } from "../../../static/js/chair/steps.js";
import { newsOf, questionStanding, refusalWords } from "../../../static/js/chair/words.js";
import { programme, question, roomAfter, roomIn, state, tally } from "./rooms.mjs";

test("a preset asks by itself unless something was typed", () => {
  const typed = { kind: "yes_no", prompt: " ", choices: "", open: false };

  assert.deepEqual(askStep(typed).fields, { kind: "yes_no", open: false });
  assert.deepEqual(askStep({ ...typed, prompt: " Lunch? ", open: true }).fields, {
    kind: "yes_no", open: true, prompt: "Lunch?",
  });
  assert.equal(askMistake(askStep(typed)), "");
});

test("a typed question needs words and two choices, one a line", () => {
  const typed = { kind: "single", prompt: "", choices: " Tea \n\nCoffee\n", open: false };

  assert.deepEqual(askStep(typed).fields.choices, ["Tea", "Coffee"]);
  assert.equal(askMistake(askStep(typed)), "Type the question first.");
  assert.equal(
    askMistake(askStep({ ...typed, prompt: "Q?", choices: "Tea" })),
    "Type at least two choices, one a line.",
  );
  assert.equal(askMistake(askStep({ ...typed, prompt: "Q?" })), "");
  assert.deepEqual(linesOf("\n a\r\nb \n"), ["a", "b"]);
});

test("what is longer than a message may be is said before it costs the connection", () => {
  assert.equal(tooLong({ prompt: "é".repeat(3000) }), "");
  assert.equal(
    tooLong({ prompt: "é".repeat(4000) }),
    "This is too long to be sent in one go. Please shorten it.",
  );
});

test("the three ways to correct are three commands", () => {
  const words = { prompt: "Q?", help: "", choices: ["A", "B"] };

  assert.deepEqual(wordSteps.save("q1", words).fields, { question: "q1", ...words });
  assert.deepEqual([wordSteps.spelling("q1", words).do, wordSteps.spelling("q1", words).fields], ["respell", words]);
  assert.deepEqual(wordSteps.meaning("q1", words).fields, { question: "q1", void: true, ...words });
  assert.equal(isVotedOn(roomIn("open"), "q1"), true);
  assert.equal(isVotedOn(roomIn("open"), "q0"), false);
  assert.equal(isVotedOn(roomIn("closed"), "q1"), false);
});

test("a question is skipped, taken up again and moved", () => {
  assert.deepEqual(skipStep({ id: "q1", skipped: false }).fields, { question: "q1", on: true });
  assert.deepEqual(skipStep({ id: "q1", skipped: true }).fields, { question: "q1", on: false });
  assert.deepEqual(moveStep("q1", -1).fields, { question: "q1", steps: -1 });
});

function withSkipped(skipped, place, phase = "waiting") {
  const told = programme([null, null, null]);
  told.questions.forEach((entry, index) => Object.assign(entry, { skipped: skipped.includes(index) }));
  return roomAfter(state({ phase, question: place === null ? null : question(place) }), told);
}

test("the steps pass over skipped questions", () => {
  assert.deepEqual(nextStep(withSkipped([0], null)).fields, { question: "q1" });
  assert.equal(stepBack(withSkipped([1], 2)).label, "Back to the practice question");
  assert.equal(stepBack(withSkipped([0], 1)), null);
  assert.equal(otherSteps(withSkipped([1], 0))[0].label, "Skip to question 2");
  assert.equal(unaskedQuestions(withSkipped([0, 2], null)).length, 1);
  assert.equal(questionStanding(withSkipped([0], 1), 0), "Skipped");
});

test("the console hears once that all are in, and that somebody wants time", () => {
  const heard = (before, after) => {
    const told = (fields) => roomAfter(
      state({ phase: "open", question: question(1), round: { id: "r1", number: 1, closes_at: null } }),
      programme(),
      tally(fields),
    );
    return newsOf(told(before), told(after));
  };

  assert.deepEqual(heard({ ballots: 96 }, { ballots: 97 }), ["Everybody who joined has voted."]);
  assert.deepEqual(heard({ ballots: 97 }, { ballots: 97, tally_seq: 91 }), []);
  assert.deepEqual(heard({ more_time: 0 }, { more_time: 2 }), ["Somebody asks for more time."]);
  assert.deepEqual(heard({ more_time: 2 }, { more_time: 3 }), []);
});

test("mistakes are told where a person looks for them", () => {
  const refusal = { code: "invalid", detail: "choices[1]: a text is needed\nprompt: a text is needed" };

  assert.equal(refusalWords(refusal), "Choice 2: a text is needed\nQuestion: a text is needed");
});
