/* Votes that nobody acknowledged yet, kept on the phone: they outlive a reload and a flat network. */

/** A stand-in of the same interface for phones that keep nothing (private windows). */
export function memoryStorage() {
  const items = new Map();
  return {
    get length() {
      return items.size;
    },
    key: (index) => Array.from(items.keys())[index],
    getItem: (key) => (items.has(key) ? items.get(key) : null),
    setItem: (key, value) => items.set(key, value),
    removeItem: (key) => items.delete(key),
  };
}

/** The phone's own storage, or memory where that may not be used. */
export function phoneStorage() {
  try {
    const storage = window.localStorage;
    storage.setItem("show-of-hands", "1");
    storage.removeItem("show-of-hands");
    return storage;
  } catch (refusal) {
    return memoryStorage();
  }
}

/* An entry that somebody else's script or an older page left behind is nobody's vote. */
function read(text) {
  try {
    const vote = JSON.parse(text);
    return vote && typeof vote.round === "string" && Array.isArray(vote.answer) ? vote : null;
  } catch (malformed) {
    return null;
  }
}

/** Keep at most one vote per round of the conference with this `id` in `storage`. */
export function createKeep(storage, id) {
  const prefix = `show-of-hands:${id}:`;

  function keys() {
    const all = Array.from({ length: storage.length }, (_, index) => storage.key(index));
    return all.filter((key) => key.startsWith(prefix));
  }

  return {
    all: () => keys().map((key) => read(storage.getItem(key))).filter((vote) => vote !== null),
    put(vote) {
      try {
        storage.setItem(prefix + vote.round, JSON.stringify(vote));
      } catch (full) {
        // The page still holds it; it only would not outlive a reload.
      }
    },
    drop: (round) => storage.removeItem(prefix + round),
    clear: () => keys().forEach((key) => storage.removeItem(key)),
  };
}
