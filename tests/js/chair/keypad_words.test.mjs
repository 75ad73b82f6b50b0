import assert from "node:assert/strict";
import { test } from "node:test";

import { channelWords, heldWords, tilesNote, tilesStep } from "../../../static/js/chair/keypad_words.js";

const NONE = { phone: 0, keypad: 0, form: 0, hands: 0, steward: 0 };

test("channels are told where there is more than phones", () => {
  assert.equal(channelWords(null), "");
  assert.equal(channelWords({ ...NONE, phone: 5 }), "");
  assert.equal(channelWords({ ...NONE, phone: 60, keypad: 35 }), "Of these: phones 60, keypads 35.");
  assert.equal(
    channelWords({ phone: 0, keypad: 1, form: 2, hands: 12, steward: 1 }),
    "Of these: keypads 1, plain form 2, counted hands 12, entered by helpers 1.",
  );
});

test("what is held asks for the chair's decision", () => {
  assert.equal(heldWords(0), "");
  assert.match(heldWords(1), /^1 keypad press was made while .* reopen that vote/);
  assert.match(heldWords(7), /^7 keypad presses were/);
});

test("the button turns the tiles on, and off again", () => {
  assert.deepEqual(tilesStep({ keypadTiles: false }).fields, { on: true });
  assert.deepEqual(tilesStep({ keypadTiles: true }).fields, { on: false });
  assert.equal(tilesNote({ keypadTiles: false }), "");
  assert.match(tilesNote({ keypadTiles: true }), /Nobody sees counts before you close/);
});
