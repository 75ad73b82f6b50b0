import assert from "node:assert/strict";
import { test } from "node:test";

import {
  CLEAR,
  clearQuestion,
  rehearsalNews,
  rehearsalWords,
  rehearseQuestion,
  rehearseStep,
} from "../../../static/js/chair/rehearsal_words.js";
import { nextStep, otherSteps } from "../../../static/js/chair/steps.js";
import { newsOf, phaseName } from "../../../static/js/chair/words.js";
import { draft, over, programme, roomAfter, roomIn, state } from "./rooms.mjs";

const rehearsed = (phase, index) => roomIn(phase, index, { rehearsal: true });
const ended = () => roomAfter(state({ phase: "ended", rehearsal: true }), programme());

test("a session that has not begun can be rehearsed, one held for real cannot", () => {
  const begun = rehearseStep(draft());

  assert.deepEqual(
    [begun.do, begun.label, begun.fields],
    ["rehearse", "Rehearse with 100 delegates…", { delegates: 100 }],
  );
  assert.equal(rehearseStep(roomIn("waiting")), null);
  assert.equal(rehearseStep(over()), null);
  assert.equal(rehearseStep(null), null);
});

test("delegates that were lost are brought again, and an ended rehearsal goes on", () => {
  assert.equal(rehearseStep(rehearsed("open")).label, "Bring 100 delegates");
  assert.equal(rehearseStep(ended()).label, "Rehearse on");
  assert.equal(rehearseStep(ended()).do, "rehearse");
});

test("a rehearsal is asked about before it begins, and not within it", () => {
  assert.match(rehearseQuestion(draft()).text, /nothing counts\. Phones that wait are led into it\./);
  assert.doesNotMatch(rehearseQuestion({ rehearsal: false, running: [{}] }).text, /are led into it/);
  assert.equal(rehearseQuestion(rehearsed("open")), null);
  assert.equal(clearQuestion().yes, "Clear it away");
});

test("after the end of a rehearsal the one step is to clear it away, never to start", () => {
  assert.equal(nextStep(ended()), CLEAR);
  assert.deepEqual(otherSteps(ended()), []);
  assert.equal(nextStep(over()), null);
});

test("every phase of a rehearsal is said to be one", () => {
  assert.equal(phaseName(rehearsed("open")), "Rehearsal: Voting is open");
  assert.equal(phaseName(roomIn("open")), "Voting is open");
});

test("a screen reader hears when a rehearsal begins and when it is gone", () => {
  const begun = roomAfter(state({ rehearsal: true }), programme());

  assert.deepEqual(newsOf(draft(), begun), ["The session has started."]);
  assert.deepEqual(rehearsalNews(draft(), begun), ["This is a rehearsal: nothing counts."]);
  assert.deepEqual(rehearsalNews(begun, rehearsed("open")), []);
  assert.deepEqual(rehearsalNews(begun, draft()), [
    "The rehearsal is cleared away. The session has not begun.",
  ]);
  assert.deepEqual(rehearsalNews(null, begun), []);
});

test("where the state is another session's, the programme says whether this one is rehearsed", () => {
  const session = { id: "s1", title: "The morning", state: "live", rehearsal: true };
  const elsewhere = state({ session: { id: "s2", title: "Another" } });

  assert.equal(roomAfter(elsewhere, programme([null], { session })).rehearsal, true);
});

test("the strip says how many simulated delegates are there, and brings them where they are gone", () => {
  const room = (simulated) => ({ ...rehearsed("open"), simulated });

  assert.equal(rehearsalWords(room(null)), "Rehearsal: nothing counts.");
  assert.equal(rehearsalWords(room(100)), "Rehearsal: nothing counts. 100 simulated delegates are here.");
  assert.match(rehearsalWords(room(0)), /No simulated delegates are here: nobody votes by itself\.$/);
  assert.equal(rehearseStep(room(100)), null);
  assert.equal(rehearseStep(room(0)).label, "Bring 100 delegates");
  assert.deepEqual(rehearsalNews(room(100), room(0)), ["The simulated delegates are gone."]);
  assert.deepEqual(rehearsalNews(room(null), room(0)), []);
});
