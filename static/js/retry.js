/* When to send again what nobody answered. */

import { retryDelay } from "./backoff.js";

const PATIENCE_MS = 5000;
const SLOWER_MS = 4000;

/** Calls `again` after a while that grows with every `later()`; `reset()` begins anew. */
export function createRetry(again) {
  let timer = null;
  let attempts = 0;

  function stop() {
    clearTimeout(timer);
    attempts = 0;
  }

  return {
    /** Call `again` later: an answer is to be waited for; `slower` after a "too fast". */
    later(slower = false) {
      clearTimeout(timer);
      attempts += 1;
      timer = setTimeout(again, (slower ? SLOWER_MS : PATIENCE_MS) + retryDelay(attempts));
    },
    reset: stop,
    stop,
  };
}
