import assert from "node:assert/strict";
import { test } from "node:test";

import { emptyRoom, hear, readRoom } from "../../../static/js/chair/room.js";
import { programme, question, roomAfter, roomIn, state, tally } from "./rooms.mjs";

function round(index) {
  return { id: `r${index}`, number: 1, closes_at: null };
}

test("the room is not known before state and programme", () => {
  assert.equal(readRoom(emptyRoom), null);
  assert.equal(roomAfter(state()), null);
  assert.equal(roomAfter(programme()), null);
});

test("a tally gives ballots, base, late votes and what is hidden", () => {
  const room = roomAfter(
    state({ phase: "open", question: question(1), round: round(1) }),
    programme(),
    tally({ hidden: true, late: 2, last_vote: "2026-11-22T14:02:31Z" }),
  );

  assert.deepEqual(
    [room.ballots, room.base, room.present, room.hidden, room.late, room.lastVote],
    [91, 97, 96, true, 2, "2026-11-22T14:02:31Z"],
  );
});

test("counts are hidden as soon as the state or the tally says so", () => {
  const open = { phase: "open", question: question(1), round: round(1) };
  const seen = (live, hidden) =>
    roomAfter(state({ ...open, live }), programme(), tally({ hidden })).hidden;

  assert.deepEqual(
    [seen(true, false), seen(true, true), seen(false, false), seen(false, true)],
    [false, true, true, true],
  );
});

test("a new round forgets the tally of the one before", () => {
  const room = roomAfter(
    state({ phase: "closed", question: question(1), round: round(1) }),
    programme(),
    tally({ late: 3 }),
    state({ phase: "open", question: question(2), round: round(2) }),
  );

  assert.deepEqual([room.ballots, room.counts, room.late], [0, null, 0]);
});

test("a beat brings the numbers of people while nobody votes", () => {
  const beat = { type: "beat", seq: 7, joined: 97, present: 96 };
  const room = roomAfter(state(), programme(), beat);

  assert.deepEqual([room.joined, room.present], [97, 96]);
});

test("a beat without those numbers leaves them", () => {
  const room = roomAfter(state(), programme(), tally(), { type: "beat", seq: 7 });

  assert.deepEqual([room.joined, room.present], [97, 96]);
});

test("the result's sentence is the state's where no tally came", () => {
  const results = { ballots: 5, joined: 9, counts: [], figures: {}, sentence: "All for it." };
  const room = roomIn("revealed", 1, { results });

  assert.deepEqual([room.sentence, room.ballots, room.base], ["All for it.", 5, 9]);
});

test("the state of another session says nothing about this one", () => {
  const elsewhere = { session: { id: "s2", title: "Elsewhere" }, phase: "open", seq: 99 };
  const room = roomAfter(
    state({ ...elsewhere, question: question(1) }),
    programme([null], { session: { id: "s1", state: "draft" } }),
  );

  assert.deepEqual(
    [room.standing, room.phase, room.seq, room.question],
    ["draft", "waiting", null, null],
  );
});

test("a question that is no longer in the programme has no place", () => {
  const room = roomAfter(state({ question: question(2) }), programme([null]));

  assert.deepEqual([room.place, room.entry], [-1, null]);
});

test("messages of unknown types change nothing", () => {
  assert.equal(hear(emptyRoom, { type: "pong" }), emptyRoom);
});

test("before the session begins the phones that wait are counted, and those that chose it", () => {
  const session = { id: "s1", title: "The morning", state: "draft" };
  const beat = { type: "beat", seq: 7, joined: 2, present: 2, waiting: 37 };
  const waiting = (...messages) =>
    roomAfter(state(), programme([null], { session }), ...messages).waiting;

  assert.equal(waiting(), null);
  assert.equal(waiting(beat), 39);
  assert.equal(waiting(beat, { type: "beat", seq: 7 }), 39);
});

test("base stations are away for as long as beats say so", () => {
  const beat = { type: "beat", seq: 1, tally_seq: 0, waiting: 0, now: "2026-11-22T14:02:31Z" };
  const away = (...beats) => roomAfter(state(), programme(), ...beats).away;

  assert.deepEqual(away(), []);
  assert.deepEqual(away({ ...beat, bases_away: ["Base 1"] }), ["Base 1"]);
  assert.deepEqual(away({ ...beat, bases_away: ["Base 1"] }, beat), []);
});

test("presses that are held or given up are told until a beat leaves them out", () => {
  const beat = { type: "beat", tally_seq: 1 };
  const held = [{ base: "Base 1", round: "r1", question: "q1", presses: 7 }];
  const lost = [{ base: "Base 1", presses: 3 }];
  const told = (...beats) => {
    const room = roomAfter(state(), programme(), ...beats);
    return [room.pressesHeld, room.pressesGivenUp];
  };
  const full = { ...beat, presses_held: held, presses_given_up: lost };

  assert.deepEqual([told(), told(full), told(full, beat)], [[[], []], [held, lost], [[], []]]);
});
