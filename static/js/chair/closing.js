/* What speaks against closing a vote just now. */

const TOO_SOON_MS = 10000;

/** "connections fell from 96 to 41 in the last minute". */
export function fallWords(fall) {
  return fall === null ? "" : `Connections fell from ${fall.from} to ${fall.to} in the last minute`;
}

/**
 * The doubts about closing now, as sentences; none means that closing needs no second press.
 *
 * `openedAt` is when this page saw voting open, or null where it opened before; `now` is on the
 * same clock, in milliseconds; `fall` comes from the drop detector; `held`: the server says that
 * votes are on their way; `away` are the names of base stations that are silent.
 */
export function closingDoubts({ openedAt, now, fall, held = false, away = [] }) {
  const doubts = [];
  if (openedAt !== null && now - openedAt < TOO_SOON_MS) {
    doubts.push("Voting opened less than 10 seconds ago: close already?");
  }
  if (fall !== null) doubts.push(`${fallWords(fall)}: close anyway?`);
  if (held) doubts.push("Votes are still on their way: close anyway?");
  for (const name of away) doubts.push(`${name} is offline, its keypads unheard: close anyway?`);
  return doubts;
}
