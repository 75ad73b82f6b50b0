/* Choices of size and theme that were made while a step was under way: each is sent in its turn. */

/**
 * `add(projector, key, value)` takes a choice (`projector` null for all), the last of several for the
 * same thing; `next()` gives the `[projector, wanted]` to be sent and forgets it, or null;
 * `has(projector, key)` says whether one waits, `clear()` drops all.
 */
export function createLooksWaiting() {
  const waiting = new Map();

  return {
    add(projector, key, value) {
      waiting.set(projector, { ...waiting.get(projector), [key]: value });
    },
    next() {
      const [first = null] = waiting;
      if (first !== null) waiting.delete(first[0]);
      return first;
    },
    has: (projector, key) => key in (waiting.get(projector) ?? {}),
    clear: () => waiting.clear(),
  };
}
