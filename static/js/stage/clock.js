/* The time that is left, by the server's clock. */

import { wholeSeconds } from "../words.js";

const DAY = 86_400;

/** Whole seconds until `closesAt` at the moment `now` (milliseconds); never below 0. */
export function secondsLeft(closesAt, now) {
  return wholeSeconds(Date.parse(closesAt) - now);
}

/** "1:05", "1:02:05", or "" for more than a day, which nobody counts down. */
export function timeText(seconds) {
  if (seconds > DAY) return "";
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = two(seconds % 60);
  return hours ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
