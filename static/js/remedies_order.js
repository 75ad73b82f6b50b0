/* The order in which a phone lists entries before they are frozen; polls/remedies/order.py computes the same. */

const BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** The place of the entry `id` for the delegate with this `seed`: a number of 32 bits. */
export function placeOf(seed, id) {
  let number = BASIS;
  for (const byte of new TextEncoder().encode(`${seed}${id}`)) {
    number = Math.imul(number ^ byte, PRIME) >>> 0;
  }
  return (number ^ (number >>> 15)) >>> 0;
}

/** The entries in a delegate's own order. */
export function inOwnOrder(seed, entries) {
  const place = new Map(entries.map(({ id }) => [id, placeOf(seed, id)]));
  return [...entries].sort((a, b) => place.get(a.id) - place.get(b.id) || (a.id < b.id ? -1 : 1));
}

/** The entries by `count(entry)`, the most first; equal ones as they were put forward. */
export function byVotes(entries, count) {
  return [...entries].sort((a, b) => count(b) - count(a) || a.number - b.number);
}
