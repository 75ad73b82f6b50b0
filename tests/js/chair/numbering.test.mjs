import assert from "node:assert/strict";
import { test } from "node:test";

import { questionName, questionNumber, questionPlace } from "../../../static/js/chair/numbering.js";
import { nextStep, otherSteps, stepBack } from "../../../static/js/chair/steps.js";
import { newsOf } from "../../../static/js/chair/words.js";
import { programme, question, roomAfter, roomIn, state } from "./rooms.mjs";

const of = (...practice) => practice.map((it) => ({ practice: it }));

function called(name, questions) {
  return questions.map((_, index) => name(questions, index));
}

test("practice is not counted, as in the results", () => {
  const questions = of(true, false, false);

  assert.deepEqual(called(questionNumber, questions), ["", "1", "2"]);
  assert.deepEqual(called(questionPlace, questions), ["Practice", "Question 1 of 2", "Question 2 of 2"]);
  assert.deepEqual(called(questionName, questions), [
    "the practice question",
    "question 1",
    "question 2",
  ]);
});

test("several practice questions are told apart, wherever they stand", () => {
  const questions = of(true, false, true, false);

  assert.deepEqual(called(questionPlace, questions), [
    "Practice 1",
    "Question 1 of 2",
    "Practice 2",
    "Question 2 of 2",
  ]);
  assert.deepEqual(called(questionName, questions), [
    "practice question 1",
    "question 1",
    "practice question 2",
    "question 2",
  ]);
});

test("the steps call each question by the number that the results give it", () => {
  const shown = roomAfter(state({ question: question(1) }), programme());

  assert.equal(nextStep(roomAfter(state(), programme())).label, "Show the practice question");
  assert.equal(nextStep(roomIn("revealed", 0)).label, "Next: question 1");
  assert.equal(nextStep(roomIn("revealed", 1)).label, "Next: question 2");
  assert.equal(stepBack(shown).label, "Back to the practice question");
  assert.equal(otherSteps(shown)[0].label, "Skip to question 2");
});

test("practice on screen is announced by its name, and no number", () => {
  const news = newsOf(roomAfter(state(), programme()), roomIn("waiting", 0));

  assert.deepEqual(news, ["The practice question is on screen: Tea or coffee?"]);
});
