import assert from "node:assert/strict";
import { test } from "node:test";

import { createBallot, sameAnswer } from "../../static/js/ballot.js";
import { createKeep, memoryStorage } from "../../static/js/keep.js";

const question = {
  id: "q1",
  kind: "multiple",
  prompt: "What stands in the way?",
  min_choices: 1,
  max_choices: 2,
  choices: [
    { id: "a", text: "Money" },
    { id: "b", text: "Time" },
    { id: "c", text: "Will" },
  ],
};

function stateOf(phase, round = "r1") {
  return { type: "state", phase, question, round: round && { id: round } };
}

function phone(storage = memoryStorage()) {
  let number = 0;
  const ballot = createBallot(createKeep(storage, "ABC789"), () => `ref-${(number += 1)}`);
  return ballot;
}

function voter(storage) {
  const ballot = phone(storage);
  ballot.follow(stateOf("open"));
  return ballot;
}

function send(ballot) {
  const messages = ballot.outgoing();
  messages.forEach((message) => ballot.left(message));
  return messages;
}

function mine(rev, answer, round = "r1") {
  return { type: "mine", round, rev, answer };
}

test("answers are equal whatever their order, and nothing equals nothing", () => {
  assert.equal(sameAnswer(["a", "b"], ["b", "a"]), true);
  assert.equal(sameAnswer(null, []), true);
  assert.equal(sameAnswer(["a"], ["a", "b"]), false);
});

test("choosing is not voting", () => {
  const ballot = voter();

  ballot.tick(["b"]);

  assert.deepEqual(ballot.outgoing(), []);
  assert.deepEqual(ballot.view().ticks, ["b"]);
  assert.equal(ballot.view().unsent, true);
  assert.equal(ballot.view().standing, null);
});

test("a vote goes out in the order of the letters, and stands once acknowledged", () => {
  const ballot = voter();
  ballot.vote(["c", "a"]);

  const [message] = send(ballot);
  const done = ballot.acknowledged({ type: "ack", ref: "ref-1", round: "r1", rev: 1 });

  assert.deepEqual(message, { type: "vote", ref: "ref-1", round: "r1", rev: 1, answer: ["a", "c"] });
  assert.deepEqual(done.answer, ["a", "c"]);
  assert.deepEqual(ballot.view().standing, ["a", "c"]);
  assert.deepEqual(ballot.outgoing(), []);
});

test("a changed vote takes one more than the highest rev sent or told", () => {
  const ballot = voter();
  ballot.told(mine(4, ["a"]));
  ballot.vote(["b"]);
  send(ballot);
  ballot.vote(["c"]);

  assert.equal(ballot.outgoing()[0].rev, 6);
});

test("a vote that never left may be replaced under its own rev", () => {
  const ballot = voter();
  ballot.vote(["b"]);
  ballot.vote(["c"]);

  assert.deepEqual(ballot.outgoing().map(({ rev, answer }) => [rev, answer]), [[1, ["c"]]]);
});

test("the answer to a vote that was replaced changes nothing", () => {
  const ballot = voter();
  ballot.vote(["b"]);
  send(ballot);
  ballot.vote(["c"]);

  assert.equal(ballot.acknowledged({ ref: "ref-1", round: "r1", rev: 1 }), null);
  assert.equal(ballot.refused({ ref: "ref-1", code: "stale", rev: 2, answer: ["c"] }), null);
  assert.deepEqual(ballot.view().pending.answer, ["c"]);
});

test("a choice not yet sent survives every update of the same round", () => {
  const ballot = voter();
  ballot.tick(["b"]);

  ballot.follow(stateOf("open"));
  ballot.told(mine(1, ["a"]));
  ballot.follow(stateOf("closed"));
  ballot.follow(stateOf("open"));

  assert.deepEqual(ballot.view().ticks, ["b"]);
});

test("nothing of one round leaks into the next", () => {
  const ballot = voter();
  ballot.vote(["a"]);
  send(ballot);
  ballot.acknowledged({ ref: "ref-1", round: "r1", rev: 1 });
  ballot.tick(["b"]);

  ballot.follow(stateOf("open", "r2"));

  assert.deepEqual(ballot.view(), {
    open: true,
    standing: null,
    pending: null,
    late: false,
    sealed: false,
    ticks: [],
    unsent: false,
  });
  ballot.vote(["c"]);
  assert.equal(ballot.outgoing()[0].rev, 1);
});

test("a vote made offline outlives a reload and is sent with the same ref and rev", () => {
  const storage = memoryStorage();
  voter(storage).vote(["b"]);

  const reloaded = voter(storage);

  assert.deepEqual(reloaded.view().ticks, ["b"]);
  assert.deepEqual(reloaded.outgoing(), [
    { type: "vote", ref: "ref-1", round: "r1", rev: 1, answer: ["b"] },
  ]);
});

test("an acknowledged vote is no longer kept", () => {
  const storage = memoryStorage();
  const ballot = voter(storage);
  ballot.vote(["b"]);
  ballot.acknowledged({ ref: "ref-1", round: "r1", rev: 1 });

  assert.equal(storage.length, 0);
});

test("what stands on the server acknowledges the same vote", () => {
  const ballot = voter();
  ballot.vote(["b"]);
  send(ballot);

  assert.equal(ballot.told(mine(1, ["b"])), "in");
  assert.deepEqual(ballot.outgoing(), []);
});

test("what another device voted is taken over", () => {
  const ballot = voter();

  assert.equal(ballot.told(mine(0, null)), "nothing");
  assert.equal(ballot.told(mine(1, ["a"])), "changed");
  assert.equal(ballot.told(mine(1, ["a"])), "nothing");
  assert.equal(ballot.told(mine(9, ["c"], "r0")), "nothing");
  assert.deepEqual(ballot.view().ticks, ["a"]);
});

test("an unacknowledged vote is sent again after a close", () => {
  const ballot = voter();
  ballot.vote(["b"]);
  const before = send(ballot);

  ballot.follow(stateOf("closed"));

  assert.deepEqual(ballot.outgoing(), before);
});

test("a vote that came too late is not counted, and is sent again if the round reopens", () => {
  const storage = memoryStorage();
  const ballot = voter(storage);
  ballot.vote(["b"]);
  const [message] = send(ballot);
  ballot.follow(stateOf("closed"));

  const told = ballot.refused({ ref: "ref-1", code: "closed", rev: 0, answer: null });

  assert.equal(told.meaning, "late");
  assert.equal(ballot.view().late, true);
  assert.deepEqual(ballot.outgoing(), []);

  ballot.follow(stateOf("open"));
  assert.equal(ballot.view().late, false);
  assert.deepEqual(ballot.outgoing(), [message]);
});

test("a vote refused as late twice is told once", () => {
  const ballot = voter();
  ballot.vote(["b"]);
  const refusal = { ref: "ref-1", code: "closed", rev: 0, answer: null };

  assert.equal(ballot.refused(refusal).meaning, "late");
  assert.equal(ballot.refused(refusal), null);
});

test("a late vote of an earlier round is sent only when that round is open again", () => {
  const storage = memoryStorage();
  const ballot = voter(storage);
  ballot.vote(["b"]);
  ballot.follow(stateOf("open", "r2"));
  ballot.refused({ ref: "ref-1", code: "closed", rev: 0, answer: null });
  ballot.follow(stateOf("open", "r3"));
  assert.deepEqual(ballot.outgoing(), []);

  ballot.follow(stateOf("open", "r1"));

  assert.deepEqual(ballot.outgoing().map(({ round }) => round), ["r1"]);
});

function voted() {
  const ballot = voter();
  ballot.vote(["a"]);
  send(ballot);
  ballot.acknowledged({ ref: "ref-1", round: "r1", rev: 1 });
  ballot.follow(stateOf("closed"));
  return ballot;
}

test("once the round is sealed the phone forgets what it voted, and another round begins afresh", () => {
  const ballot = voted();

  ballot.follow({ ...stateOf("closed"), round: { id: "r1", sealed: true } });
  const { sealed, standing, ticks } = ballot.view();
  assert.deepEqual({ sealed, standing, ticks }, { sealed: true, standing: null, ticks: [] });

  ballot.follow(stateOf("open", "r2"));
  assert.equal(ballot.view().sealed, false);
});

test("a sealed `mine` that overtakes its state is not taken for a vote that was withdrawn", () => {
  const ballot = voted();

  assert.equal(ballot.told({ ...mine(0, null), sealed: true }), "nothing");
  assert.equal(ballot.view().sealed, true);
});

test("a vote of which nobody can tell any more whether it came in time is not called late", () => {
  const ballot = voter();
  ballot.vote(["b"]);
  const refusal = { ref: "ref-1", code: "closed", rev: 0, answer: null, sealed: true };

  assert.equal(ballot.refused(refusal).meaning, "sealed");

  assert.equal(ballot.view().late, false);
  assert.deepEqual(ballot.outgoing(), []);
});

test("late votes are forgotten when the session ends", () => {
  const storage = memoryStorage();
  const ballot = voter(storage);
  ballot.vote(["b"]);
  ballot.refused({ ref: "ref-1", code: "closed", rev: 0, answer: null });

  ballot.follow(stateOf("ended", null));

  assert.equal(storage.length, 0);
});

test("a stale vote gives way to what stands", () => {
  const ballot = voter();
  ballot.vote(["b"]);

  const told = ballot.refused({ ref: "ref-1", code: "stale", rev: 3, answer: ["c"] });

  assert.equal(told.meaning, "stale");
  assert.deepEqual(ballot.view().ticks, ["c"]);
  ballot.vote(["a"]);
  assert.equal(ballot.outgoing()[0].rev, 4);
});

test("an invalid vote is taken off, and stays ticked to be mended", () => {
  const ballot = voter();
  ballot.vote(["a", "b", "c"]);

  const told = ballot.refused({ ref: "ref-1", code: "invalid", rev: 0, answer: null });

  assert.equal(told.meaning, "invalid");
  assert.deepEqual(ballot.view().ticks, ["a", "b", "c"]);
  assert.deepEqual(ballot.outgoing(), []);
});

test("a refusal that this page does not know is not sent for ever", () => {
  const ballot = voter();
  ballot.vote(["a"]);

  assert.equal(ballot.refused({ ref: "ref-1", code: "forbidden" }).meaning, "invalid");
  assert.deepEqual(ballot.outgoing(), []);
});

for (const code of ["unavailable", "too_fast"]) {
  test(`a vote answered ${code} is sent again under the same rev`, () => {
    const ballot = voter();
    ballot.vote(["b"]);
    const before = send(ballot);

    assert.equal(ballot.refused({ ref: "ref-1", code }).meaning, "again");
    assert.deepEqual(ballot.outgoing(), before);
  });
}

test("an empty vote withdraws the ballot", () => {
  const ballot = voter();
  ballot.told(mine(1, ["a"]));
  ballot.vote([]);
  ballot.acknowledged({ ref: "ref-1", round: "r1", rev: 2 });

  assert.equal(ballot.view().standing, null);
  assert.deepEqual(ballot.view().ticks, []);
});

test("an answer to somebody else's vote is nobody's", () => {
  const ballot = voter();

  assert.equal(ballot.acknowledged({ ref: "other", round: "r1", rev: 1 }), null);
  assert.equal(ballot.refused({ ref: null, code: "malformed" }), null);
});
