import assert from "node:assert/strict";
import { test } from "node:test";

import { actionOf, createPressGuard } from "../../../static/js/chair/keys.js";

function press(key, fields = {}) {
  return actionOf({ key, target: { tagName: "BUTTON" }, ...fields });
}

test("remotes and keyboards mean the same", () => {
  assert.deepEqual(
    ["PageDown", "PageUp", "b", "B", ".", "l", "L"].map((key) => press(key)),
    ["forward", "back", "blank", "blank", "blank", "live", "live"],
  );
});

test("other keys mean nothing", () => {
  for (const key of ["a", "Enter", " ", "ArrowDown", "Escape", "F5"]) {
    assert.equal(press(key), null, key);
  }
});

test("keys with a modifier mean nothing", () => {
  for (const modifier of ["ctrlKey", "altKey", "metaKey", "shiftKey", "isComposing"]) {
    assert.equal(press("b", { [modifier]: true }), null, modifier);
  }
});

test("keys typed into a field mean nothing, on radios and boxes they do", () => {
  assert.equal(press("b", { target: { tagName: "INPUT", type: "number" } }), null);
  assert.equal(press("b", { target: { tagName: "TEXTAREA" } }), null);
  assert.equal(press("PageDown", { target: { tagName: "SELECT" } }), null);
  assert.equal(press("b", { target: { tagName: "DIV", isContentEditable: true } }), null);
  assert.equal(press("PageDown", { target: { tagName: "INPUT", type: "radio" } }), "forward");
  assert.equal(press("b", { target: { tagName: "INPUT", type: "checkbox" } }), "blank");
});

test("a second press within 0.7 s is ignored, and so is a third right after it", () => {
  const guard = createPressGuard();

  assert.deepEqual([0, 400, 800, 1600].map((at) => guard.admits(at)), [true, false, false, true]);
});

test("a press 0.7 s after the last counts", () => {
  const guard = createPressGuard();

  assert.deepEqual([0, 699, 1399].map((at) => guard.admits(at)), [true, false, true]);
  assert.deepEqual([2098, 2099].map((at) => guard.rests(at)), [true, false]);
});

test("a press within 0.7 s of a change of the step is not meant for the new one", () => {
  const guard = createPressGuard();

  guard.change(1000);

  assert.deepEqual([guard.rests(1699), guard.rests(1700)], [true, false]);
  assert.equal(guard.admits(1120), false);
});
