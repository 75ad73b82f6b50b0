import assert from "node:assert/strict";
import { test } from "node:test";

import {
  lateWords,
  newsOf,
  phaseName,
  questionStanding,
  refusalWords,
  sparingWords,
  turnoutWords,
  waitingWords,
  wordsToSay,
} from "../../../static/js/chair/words.js";
import { counted, draft, over, programme, question, roomAfter, roomIn, state, tally } from "./rooms.mjs";

const JOIN = { type: "join", url: "http://192.168.1.5:8000/", code: "ABC237", svg: "/qr.svg" };
const CLOSES = { id: "r1", number: 1, closes_at: "2026-11-22T14:03:00Z" };

test("before the start the chair tells how to join", () => {
  const room = roomAfter(state(), programme([null], { session: { id: "s1", state: "draft" } }), JOIN);

  assert.deepEqual(wordsToSay(room), [
    "Welcome. In a moment we vote with our phones.",
    "Please open 192.168.1.5:8000 on your phone and type the code ABC\u00a0237.",
  ]);
});

test("nobody is invited through a shut door, and to a personal code where that is needed", () => {
  const session = { id: "s1", state: "draft" };
  const words = (door) =>
    wordsToSay(roomAfter(state(), programme([null], { session }), JOIN, { type: "door", door, expected: null }));

  assert.match(words("open")[1], /type the code ABC/);
  assert.deepEqual(words("shut"), ["Welcome. In a moment we vote with our phones."]);
  assert.equal(
    words("personal")[1],
    "Please open 192.168.1.5:8000 on your phone and type the code on your card, or scan it.",
  );
});

test("the phones that wait are told in words", () => {
  assert.equal(waitingWords({ waiting: 0 }), "No phone is connected yet");
  assert.equal(waitingWords({ waiting: 1 }), "1 phone is waiting");
  assert.equal(waitingWords({ waiting: 37 }), "37 phones are waiting");
});

test("a question is read out with its letters and how many to choose", () => {
  assert.deepEqual(wordsToSay(roomIn("waiting", 1)), [
    "Is a scheme needed?",
    "A: Yes",
    "B: No",
    "Choose one.",
  ]);
});

test("practice is said to be practice", () => {
  assert.equal(wordsToSay(roomIn("waiting", 0))[0], "This one is only for practice.");
  assert.ok(
    wordsToSay(roomIn("revealed", 0)).includes("That was practice. Now you know how it works."),
  );
});

test("several choices are read out with their bounds", () => {
  const chosen = (least, most) =>
    wordsToSay(
      roomIn("waiting", 1, {
        question: question(1, { kind: "multiple", min_choices: least, max_choices: most }),
      }),
    ).at(-1);

  assert.deepEqual(
    [chosen(1, 3), chosen(2, 3), chosen(2, 2)],
    ["Choose up to 3.", "Choose between 2 and 3.", "Choose 2."],
  );
});

test("with keypads in the hall the chair names them and their keys", () => {
  const session = { id: "s1", state: "draft" };
  const words = (fields) => wordsToSay(roomAfter(state(), programme([null], { session, ...fields }), JOIN))[0];

  assert.equal(words({ keypads: true }), "Welcome. In a moment we vote with our phones and keypads.");
  assert.equal(words({ keypads: false }), "Welcome. In a moment we vote with our phones.");
  assert.equal(
    wordsToSay({ ...roomIn("open"), keypads: true })[1],
    "On a keypad, press the letter, or the number: A is 1, B is 2.",
  );
  const several = question(1, { kind: "multiple", min_choices: 1, max_choices: 3 });
  assert.equal(
    wordsToSay({ ...roomIn("open", 1, { question: several }), keypads: true })[1],
    "On a keypad, press the letter, or the number: A is 1, B is 2. Press the key of each of your choices. Choose up to 3.",
  );
});

test("a vote with a timer is announced with its clock", () => {
  assert.equal(
    wordsToSay(roomIn("open"))[1],
    "You can change your vote until I close.",
  );
  assert.equal(
    wordsToSay(roomIn("open", 1, { round: CLOSES }))[1],
    "Mind the clock. You can change your vote until it runs out.",
  );
});

test("after closing the turnout is thanked, and the result is the server's sentence", () => {
  assert.deepEqual(wordsToSay(counted("closed")), [
    "Voting is closed.",
    "91 of you voted, thank you.",
    "Let us see the result.",
  ]);
  assert.deepEqual(wordsToSay(counted("revealed")), ["Is a scheme needed? A, Yes: 66 %."]);
});

test("the last question is said to be the last", () => {
  assert.ok(wordsToSay(roomIn("revealed", 2)).includes("That was our last question."));
});

test("turnout never has more votes than people", () => {
  assert.equal(turnoutWords(counted("open")), "91 of 97 in");
  assert.equal(turnoutWords(counted("open", { joined: 90 })), "91 of 91 in");
});

test("late votes are told after closing alone", () => {
  assert.equal(lateWords(counted("closed", { late: 9 })), "9 votes came too late: reopen?");
  assert.equal(lateWords(counted("revealed", { late: 1 })), "1 vote came too late: reopen?");
  assert.equal(lateWords(counted("open", { late: 9 })), "");
  assert.equal(lateWords(counted("closed")), "");
});

test("the screen's standing is told in a few words", () => {
  const rooms = [draft(), roomAfter(state(), programme()), roomIn("waiting"), roomIn("open"), over()];

  assert.deepEqual(rooms.map(phaseName), [
    "Not started",
    "Waiting screen",
    "Shown, voting not open",
    "Voting is open",
    "Session has ended",
  ]);
});

test("questions say how they stand", () => {
  const room = roomAfter(
    state({ question: question(0) }),
    programme(["revealed", "void", "closed"]),
  );
  const waiting = roomAfter(state(), programme());

  assert.deepEqual([0, 1, 2].map((index) => questionStanding(room, index)), [
    "On screen",
    "Vote void",
    "Voted on",
  ]);
  assert.equal(questionStanding(waiting, 0), "");
});

test("a screen reader hears a session step by step", () => {
  const results = { ballots: 91, joined: 97, counts: [], figures: {}, sentence: "All for it." };
  const path = [
    draft(),
    roomAfter(state(), programme()),
    roomIn("waiting"),
    roomIn("open"),
    roomIn("open", 1, { live: false }),
    roomIn("open", 1, { live: false, blank: true }),
    roomIn("closed", 1, { live: false, blank: true }),
    roomIn("closed"),
    roomIn("open"),
    roomIn("closed"),
    roomIn("revealed", 1, { results }),
    roomIn("closed"),
    roomIn("waiting", 2),
    over(),
  ];

  assert.deepEqual(
    path.slice(1).map((room, index) => newsOf(path[index], room)),
    [
      ["The session has started."],
      ["Question 1 of 2 is on screen: Is a scheme needed?"],
      ["Voting is open."],
      ["The counts are hidden from the room."],
      ["The projector is black."],
      ["Voting is closed."],
      ["The projector shows the picture again."],
      ["Voting is open again."],
      ["Voting is closed."],
      ["The result is shown. All for it."],
      ["The result is hidden again."],
      ["Question 2 of 2 is on screen: How far has it got?"],
      ["The session has ended."],
    ],
  );
});

test("a void vote and votes too late are told, an unchanged room is not", () => {
  const stopped = roomIn("waiting", 1, { stopped: true });

  assert.deepEqual(newsOf(roomIn("closed"), stopped), ["The vote is void and counts nowhere."]);
  assert.deepEqual(newsOf(counted("closed"), counted("closed", { late: 2 })), [
    "Votes came too late. You may reopen.",
  ]);
  assert.deepEqual(newsOf(counted("closed", { late: 2 }), counted("closed", { late: 3 })), []);
  assert.deepEqual(newsOf(roomIn("open"), roomIn("open")), []);
  assert.deepEqual(newsOf(null, roomIn("open")), []);
});

test("a seal is told once, and late votes no longer lead anywhere", () => {
  const sealed = { round: { id: "r1", number: 1, sealed: true } };
  const room = roomAfter(
    state({ phase: "closed", question: question(1), ...sealed }),
    programme(),
    tally({ late: 2 }),
  );

  assert.deepEqual(newsOf(roomIn("closed"), roomIn("closed", 1, sealed)), ["The vote is sealed."]);
  assert.deepEqual(newsOf(roomIn("closed", 1, sealed), roomIn("closed", 1, sealed)), []);
  assert.equal(lateWords(room), "2 votes came too late.");
});

test("a refusal is explained in a sentence", () => {
  assert.equal(
    refusalWords({ code: "stale", detail: "…" }),
    "The session had moved on, so nothing was done. This is how it stands now.",
  );
  assert.equal(
    refusalWords({ code: "wrong_phase", detail: "The vote is open." }),
    "The vote is open.",
  );
});

test("a door that moves is told, the first word of it is not", () => {
  const told = ["open", "shut", "personal"].map((door) =>
    roomAfter(state(), programme(), { type: "door", door, expected: 100 }),
  );
  const unknown = roomAfter(state(), programme());

  assert.deepEqual([unknown.door, told[0].door, told[0].expected], [null, "open", 100]);
  assert.deepEqual(newsOf(unknown, told[0]), []);
  assert.deepEqual(newsOf(told[0], told[1]), [
    "The door is shut: nobody new can join. Those inside keep voting.",
  ]);
  assert.deepEqual(newsOf(told[1], told[2]), ["Only personal codes are let in: one vote a person."]);
  assert.deepEqual(newsOf(told[2], told[2]), []);
});

test("the chair is told why there are no counts, or not each", () => {
  const words = (phase, tallies, fields) => {
    const round = { id: "r1", number: 1, closes_at: null };
    const told = state({ phase, tallies, live: tallies !== "closed", question: question(1), round });
    return sparingWords(roomAfter(told, programme(), tally(fields)));
  };

  assert.equal(words("open", "each", {}), "");
  assert.match(words("open", "steps", { counted: null, counts: null }), /from 10 votes on/);
  assert.match(words("open", "steps", { counted: 85 }), /as of 85 votes/);
  assert.match(words("open", "closed", { counted: null, counts: null }), /you included/);
  assert.equal(words("closed", "closed", { counted: 91 }), "");
});
