import assert from "node:assert/strict";
import { test } from "node:test";

import { createCommands, makeRef } from "../../../static/js/chair/commands.js";

const CLOSE = { do: "close", fields: {} };

/* Commands over a line that can break, with a clock that the test turns. */
function desk() {
  const sent = [];
  const outcomes = [];
  const alarms = new Map();
  const line = { open: true, hopeless: false };
  let refs = 0;
  const commands = createCommands({
    send(message) {
      if (line.open) sent.push(message);
      return line.open;
    },
    settled: (outcome) => outcomes.push(outcome),
    changed() {},
    hopeless: () => line.hopeless,
    ref: () => `ref ${(refs += 1)}`,
    later(call, milliseconds) {
      alarms.set(call, milliseconds);
      return call;
    },
    stop: (call) => alarms.delete(call),
  });
  function ring() {
    const [[call, milliseconds]] = alarms;
    alarms.delete(call);
    call();
    return milliseconds;
  }
  return { commands, sent, outcomes, alarms, line, ring };
}

test("a command carries its ref, the seq that was seen and its fields", () => {
  const { commands, sent } = desk();
  commands.issue({ do: "open", fields: { seconds: 30 } }, 41);

  assert.deepEqual(sent, [{ type: "command", ref: "ref 1", do: "open", seconds: 30, seq: 41 }]);
});

test("without a state of the session no seq is claimed", () => {
  const { commands, sent } = desk();
  commands.issue({ do: "start", fields: {} }, null);

  assert.deepEqual(sent, [{ type: "command", ref: "ref 1", do: "start" }]);
});

test("a second command is not taken until the first is done with", () => {
  const { commands, sent } = desk();
  commands.issue(CLOSE, 41);

  assert.equal(commands.issue(CLOSE, 41), false);
  assert.equal(sent.length, 1);
});

test("a command stays under way until the state that it led to was seen", () => {
  const { commands, outcomes, alarms } = desk();
  commands.issue(CLOSE, 41);
  commands.hearAck({ ref: "ref 1", seq: 42 }, 41);
  commands.hearState(41);
  assert.equal(commands.current(), CLOSE);
  commands.hearState(42);

  assert.equal(commands.current(), null);
  assert.deepEqual(outcomes, [{ command: CLOSE, refused: null }]);
  assert.equal(alarms.size, 0);
});

test("an ack that follows its state ends the command at once", () => {
  const { commands } = desk();
  commands.issue(CLOSE, 41);
  commands.hearState(42);
  commands.hearAck({ ref: "ref 1", seq: 42 }, 42);

  assert.equal(commands.current(), null);
});

test("an unacknowledged command is sent again under the same ref after a reconnect", () => {
  const { commands, sent, line } = desk();
  line.open = false;
  commands.issue(CLOSE, 41);
  line.open = true;
  commands.reconnected();
  commands.reconnected();

  assert.deepEqual(
    sent.map(({ ref, seq }) => [ref, seq]),
    [
      ["ref 1", 41],
      ["ref 1", 41],
    ],
  );
});

test("an acknowledged command is not sent again after a reconnect", () => {
  const { commands, sent } = desk();
  commands.issue(CLOSE, 41);
  commands.hearAck({ ref: "ref 1", seq: 42 }, 41);
  commands.reconnected();

  assert.equal(sent.length, 1);
});

test("eight seconds of silence are answered by the same command again", () => {
  const { commands, sent, ring } = desk();
  commands.issue(CLOSE, 41);

  assert.equal(ring(), 8000);
  assert.deepEqual(
    sent.map(({ ref }) => ref),
    ["ref 1", "ref 1"],
  );
});

test("an ack whose state never comes does not hold the console up", () => {
  const { commands, ring } = desk();
  commands.issue(CLOSE, 41);
  commands.hearAck({ ref: "ref 1", seq: 42 }, 41);

  assert.equal(ring(), 5000);
  assert.equal(commands.current(), null);
});

test("a refusal ends the command and is told", () => {
  const { commands, outcomes } = desk();
  const refused = { type: "refused", ref: "ref 1", code: "stale", detail: "…" };
  commands.issue(CLOSE, 41);
  commands.hearRefused(refused);

  assert.equal(commands.current(), null);
  assert.deepEqual(outcomes, [{ command: CLOSE, refused }]);
});

test("an unavailable database is asked five times again, then it is told", () => {
  const { commands, sent, outcomes, ring } = desk();
  const refused = { ref: "ref 1", code: "unavailable", detail: "…" };
  commands.issue(CLOSE, 41);
  for (let time = 0; time < 5; time += 1) {
    commands.hearRefused(refused);
    assert.equal(ring(), 1000);
  }
  assert.equal(sent.length, 6);
  assert.deepEqual(outcomes, []);
  commands.hearRefused(refused);

  assert.deepEqual(outcomes, [{ command: CLOSE, refused }]);
});

test("a server that says itself that it stores nothing is not asked again", () => {
  const { commands, sent, outcomes, line } = desk();
  const refused = { ref: "ref 1", code: "unavailable", detail: "…" };
  line.hopeless = true;
  commands.issue(CLOSE, 41);
  commands.hearRefused(refused);

  assert.deepEqual(outcomes, [{ command: CLOSE, refused }]);
  assert.equal(sent.length, 1);
});

test("answers to other refs change nothing", () => {
  const { commands } = desk();
  commands.issue(CLOSE, 41);
  commands.hearAck({ ref: "ref 9", seq: 42 }, 42);
  commands.hearRefused({ ref: null, code: "malformed" });

  assert.equal(commands.current(), CLOSE);
});

test("a command that is forgotten is not sent again", () => {
  const { commands, sent, line } = desk();
  line.open = false;
  commands.issue(CLOSE, 41);
  commands.forget();
  line.open = true;
  commands.reconnected();

  assert.deepEqual(sent, []);
  assert.equal(commands.current(), null);
});

test("refs are 32 hexadecimal digits and differ", () => {
  assert.match(makeRef(), /^[0-9a-f]{32}$/);
  assert.notEqual(makeRef(), makeRef());
});
