/* The drop detector: did the room lose its connections, so that closing now would shut people out? */

export const WINDOW_MS = 60000;
const LEAST_LOST = 3;
const LEAST_SHARE = 0.2;

/**
 * Remembers the numbers of connected delegates of the last minute.
 *
 * `note(at, present)` takes one in (`at` in milliseconds of any steady clock); `fall(at)` gives
 * `{from, to}` where at least three, and at least a fifth, of the most that were connected
 * within the last minute are gone, and null otherwise; `forget()` begins anew.
 */
export function createConnections() {
  let samples = [];

  function since(at) {
    /* The last number from before the window still held when the window began. */
    const start = samples.findLastIndex((sample) => sample.at <= at - WINDOW_MS);
    return samples.slice(Math.max(0, start));
  }

  return {
    note(at, present) {
      samples = [...since(at), { at, present }];
    },
    fall(at) {
      const recent = since(at);
      if (!recent.length) return null;
      const to = recent[recent.length - 1].present;
      const from = Math.max(...recent.map((sample) => sample.present));
      const lost = from - to;
      return lost >= LEAST_LOST && lost >= from * LEAST_SHARE ? { from, to } : null;
    },
    forget() {
      samples = [];
    },
  };
}
