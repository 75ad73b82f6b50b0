/* How numbered tiles fill a place: as large as they can be. No document here. */

/* Wider than high, because numbers are. */
const SHAPE = 1.5;

/** `{columns, rows}` for so many tiles in a place of `width` by `height`, whatever the unit. */
export function tileGrid(count, width, height) {
  if (count === 0 || width <= 0 || height <= 0) return { columns: 1, rows: 1 };
  let best = { columns: 1, rows: count, side: 0 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const side = Math.min(width / columns / SHAPE, height / rows);
    if (side > best.side) best = { columns, rows, side };
  }
  return { columns: best.columns, rows: best.rows };
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
