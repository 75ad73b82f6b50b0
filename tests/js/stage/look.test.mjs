import assert from "node:assert/strict";
import { test } from "node:test";

import { lookOf, numberToShow, readNumber, themeAfter, zoomsOf } from "../../../static/js/stage/look.js";

const look = {
  size: "large",
  theme: "dark",
  projectors: [{ number: 2, size: null, theme: "light" }, { number: 3, size: "small", theme: "" }],
  identify: { projector: 2, until: "2026-07-01T12:00:10Z" },
};

test("what was chosen at the projector goes before its own, and that before what all have", () => {
  assert.deepEqual(lookOf(look, 1, null), { size: "large", theme: "dark" });
  assert.deepEqual(lookOf(look, 2, null), { size: "large", theme: "light" });
  assert.deepEqual(lookOf(look, 2, "contrast"), { size: "large", theme: "contrast" });
  assert.deepEqual(lookOf(look, 3, null), { size: "small", theme: "" });
  assert.deepEqual(lookOf(look, null, null), { size: "large", theme: "dark" });
  assert.deepEqual(lookOf(undefined, 1, null), { size: "normal", theme: "" });
});

test("a size that does not fit gives way to the smaller ones, down to the usual", () => {
  assert.deepEqual(zoomsOf("largest"), [1.4, 1.2, 1]);
  assert.deepEqual(zoomsOf("normal"), [1]);
  assert.deepEqual(zoomsOf("small"), [0.85]);
});

test("a number is shown by whom it is asked of, and for a while", () => {
  const at = (time) => Date.parse(`2026-07-01T12:00:${time}Z`);
  assert.equal(numberToShow(look, 2, at("05")), 2);
  assert.equal(numberToShow(look, 1, at("05")), null);
  assert.equal(numberToShow(look, 2, at("10")), null);
  const all = { ...look, identify: { ...look.identify, projector: null } };
  assert.equal(numberToShow(all, 1, at("05")), 1);
  assert.equal(numberToShow(all, null, at("05")), null);
  assert.equal(numberToShow({ ...look, identify: null }, 2, at("05")), null);
});

test("the key leads through the themes, and back to what the console set", () => {
  assert.deepEqual([null, "dark", "light", "contrast"].map(themeAfter), ["dark", "light", "contrast", null]);
});

test("only a number is taken for one", () => {
  assert.deepEqual(["2", "24", "0", "x", "", "100", null].map(readNumber), [2, 24, null, null, null, null, null]);
});
