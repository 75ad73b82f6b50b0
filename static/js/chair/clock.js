/* Times of the server, read on a laptop whose clock may be wrong. */

import { presentOf, wholeSeconds } from "../words.js";

/** Keeps how far the server's clock is ahead; `hear(told)` takes a message with the server's time. */
export function createServerClock(read = Date.now) {
  let ahead = 0;
  return {
    hear(told) {
      const at = presentOf(told);
      if (!Number.isNaN(at)) ahead = at - read();
    },
    now: () => read() + ahead,
  };
}

/** Whole seconds until an ISO time, never below 0; null without one. */
export function secondsUntil(iso, now) {
  if (!iso) return null;
  return wholeSeconds(Date.parse(iso) - now);
}

/** "0:42" or "12:05". */
export function countdown(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** "8 s ago", "3 min ago", "just now". */
export function ago(iso, now) {
  const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1000));
  if (seconds < 1) return "just now";
  return seconds < 100 ? `${seconds} s ago` : `${Math.round(seconds / 60)} min ago`;
}
