/* What was told of the lists: whole at first, then what has changed. No document here. */

/**
 * Follow the `remedies` messages. `take(message)` returns whether the message fitted what is
 * known; if not, everything must be asked for anew. `of(topic)` are the entries of a topic.
 */
export function createLists(entries = []) {
  let version = null;
  let known = new Map(entries.map((entry) => [entry.id, entry]));

  return {
    take(message) {
      if (message.after === null) known = new Map();
      else if (message.after !== version) return false;
      version = message.version;
      message.entries.forEach((entry) => known.set(entry.id, entry));
      message.gone.forEach((id) => known.delete(id));
      return true;
    },
    of(topic) {
      return [...known.values()].filter((entry) => entry.topic === topic).sort((a, b) => a.number - b.number);
    },
    all() {
      return [...known.values()];
    },
  };
}

/** What became of an entry that stands in a list, as its author's phone says it. */
export function fateOf({ answer }) {
  return answer ? `It was answered: ${answer}.` : "It is in the list.";
}
