/*
 * What covers the picture, a message to the room or a break, in words: the browser's half of
 * live/pages/screen.py. No document here. Phones of 2020 read this too.
 */

import { clockOf, leftFigures, leftSentence } from "./agenda.js";

export const BREAK_OVER = "The break is over.";

/** Whole seconds that a break still has, never below 0; `now` in milliseconds. */
export function breakLeft({ ends_at: endsAt }, now) {
  return Math.max(0, Math.ceil((Date.parse(endsAt) - now) / 1000));
}

/** The time of day at which a break ends, where the conference is: "14:30". */
export function backAt({ ends_at: endsAt, time_zone: zone }) {
  return clockOf(zone).format(Date.parse(endsAt));
}

/** What the projector writes of a break: `{title, time, left}`; `time` is "" once it is over. */
export function breakView(screen, now) {
  const left = breakLeft(screen, now);
  if (left === 0) return { title: BREAK_OVER, time: "", left: "" };
  return { title: "Back at", time: backAt(screen), left: leftFigures(left) };
}

/** What a phone tells in a line, or "" where there is nothing for those inside. */
export function screenLine(screen, now) {
  if (!screen || screen.kind === "join") return "";
  if (screen.kind === "message") return screen.text;
  const left = breakLeft(screen, now);
  if (left === 0) return BREAK_OVER;
  return `Break. Back at ${backAt(screen)}. ${leftSentence(left)}`;
}

function isOver(screen, now) {
  return screen.kind === "break" && breakLeft(screen, now) === 0;
}

/**
 * What is said once when one screen follows another (null for none), or "". A break is heard at its
 * start and at its end: more time is told only of one that was over already.
 */
export function screenNews(before, after, now) {
  if (!after || isOver(after, now)) return "";
  const same = before && before.kind === after.kind && before.text === after.text;
  if (same && !isOver(before, now)) return "";
  if (after.kind === "message") return `A message to the room: ${after.text}`;
  return after.kind === "break" ? `There is a break. Back at ${backAt(after)}.` : "How to join is on screen.";
}

/**
 * Returns `call(screen, now)`: the sentence that is due when a break on screen ends, once each, or
 * "". One that was over when it was first seen is not told.
 */
export function createBreakCall() {
  let awaited = null;
  return function call(screen, now) {
    const isBreak = Boolean(screen) && screen.kind === "break";
    if (!isBreak) {
      awaited = null;
      return "";
    }
    if (breakLeft(screen, now) > 0) {
      awaited = screen.ends_at;
      return "";
    }
    const due = awaited === screen.ends_at;
    awaited = null;
    return due ? BREAK_OVER : "";
  };
}
