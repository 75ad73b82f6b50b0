/* How numbered tiles fill a place: as large as they can be. No document here. */

/* Of a tile: how high its text may be, and how wide for each digit, which is bold once it is lit. */
const TALLEST = 0.62;
const WIDEST = 1.2;
/* Of all labels, those that are always whole; and how much smaller text may be for the rest. */
const MOST_OF_ALL = 0.98;
const SMALLER = 0.75;

/** How wide a label is, in digits: marks upon letters take no room, signs of the East two. */
export function widthOf(label) {
  let width = 0;
  for (const sign of label) {
    if (/[\p{M}\p{Cf}]/u.test(sign)) continue;
    width += sign.codePointAt(0) >= 0x2e80 ? 2 : 1;
  }
  return Math.max(width, 1);
}

/**
 * `{columns, rows, size}` of tiles that fill a place of `width` by `height`, and the size of their
 * text, as large as it can be for labels of so many `digits`; in the unit of the place.
 */
export function tileGrid(count, width, height, digits) {
  if (count === 0 || width <= 0 || height <= 0) return { columns: 1, rows: 1, size: 0 };
  let best = { columns: 1, rows: count, size: 0 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const size = Math.min((height / rows) * TALLEST, (width / columns / digits) * WIDEST);
    if (size > best.size) best = { columns, rows, size };
  }
  return best;
}

/**
 * The grid for these labels. Where the few longest would make all the text smaller than `legible`,
 * and much smaller than it could be, they are cut off instead.
 */
export function gridOf(labels, width, height, legible) {
  const widths = labels.map(widthOf).sort((one, other) => one - other);
  const grid = (digits) => tileGrid(labels.length, width, height, Math.max(digits, 2));
  const whole = grid(widths.at(-1) ?? 1);
  const cut = grid(widths[Math.floor((widths.length - 1) * MOST_OF_ALL)] ?? 1);
  return whole.size >= Math.min(legible, cut.size * SMALLER) ? whole : cut;
}

/**
 * The tiles that a `state` and the last `keypads` message (or null) call for: `{numbers, received}`
 * with a set of places, or null where none are to be shown.
 */
export function tilesOf(state, keypads) {
  const { round, phase } = state;
  const shown = state.keypad_tiles === true && round !== null && state.tallies === "closed" && !round.sealed;
  if (!shown || phase !== "open") return null;
  const told = keypads && keypads.round === round.id ? keypads : { numbers: [], received: [] };
  return { numbers: told.numbers, received: new Set(told.received) };
}

/** How many were received, in words. */
export function tilesWords({ numbers, received }) {
  if (!numbers.length) return "";
  return `Keypads received: ${received.size} of ${numbers.length}`;
}

/** Which key is which, and of several choices how many there may be. */
export function keysWords(question) {
  const keys = "On a keypad 1 is A, 2 is B, and so on.";
  if (!question || question.kind !== "multiple") return keys;
  return `${keys} Press the key of each of your choices, ${question.max_choices} at most.`;
}
