/* The surge detector: did many join at once while the room votes, as nobody's audience does? */

export const WINDOW_MS = 60000;
const MORE_THAN = 10;
const MORE_THAN_SHARE = 0.2;

/**
 * Remembers how many had joined in the last minute of an open round.
 *
 * `note(at, {round, open, joined})` takes one number in: `at` in milliseconds of any steady
 * clock, `round` the id of the round on screen or null. `surge()` gives the largest
 * `{from, to}` of that round in which more than ten, and more than a fifth of all who had
 * joined, came within a minute; null without one. It outlives the close: what is to be done
 * may be decided then.
 */
export function createArrivals() {
  let current = null;
  let samples = [];
  let largest = null;

  function begin(round) {
    current = round;
    samples = [];
    largest = null;
  }

  function measure() {
    const { from, to } = { from: samples[0].joined, to: samples[samples.length - 1].joined };
    const grown = to - from;
    if (grown <= MORE_THAN || grown <= to * MORE_THAN_SHARE) return;
    if (largest === null || grown > largest.to - largest.from) largest = { from, to };
  }

  return {
    note(at, { round, open, joined }) {
      if (round !== current) begin(round);
      if (round === null || !open || joined === null) return;
      /* The last number from before the window still held when the window began. */
      const start = samples.findLastIndex((sample) => sample.at <= at - WINDOW_MS);
      samples = [...samples.slice(Math.max(0, start)), { at, joined }];
      measure();
    },
    surge: () => largest,
  };
}
