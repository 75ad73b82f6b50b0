/* Keypads on the console: by what ballots were cast, and the tiles on the projector. */

const NAMES = [
  ["phone", "phones"],
  ["keypad", "keypads"],
  ["form", "plain form"],
  ["hands", "counted hands"],
  ["steward", "entered by helpers"],
];

/** Ballots by channel in words, or "" where all came by phone. */
export function channelWords(channels) {
  if (channels === null) return "";
  const others = NAMES.slice(1).some(([name]) => channels[name] > 0);
  if (!others) return "";
  const told = NAMES.filter(([name]) => channels[name] > 0).map(([name, words]) => `${words} ${channels[name]}`);
  return `Of these: ${told.join(", ")}.`;
}

/** What is held at base stations that were cut off, or "". */
export function heldWords(held) {
  if (held === 0) return "";
  const presses = held === 1 ? "1 keypad press was" : `${held} keypad presses were`;
  return `${presses} made while a base station was cut off: reopen that vote to take them in, before you open another.`;
}

/** The step that turns the tiles on or off. */
export function tilesStep({ keypadTiles }) {
  const label = keypadTiles ? "Hide keypads received" : "Show keypads received";
  return { do: "keypad_tiles", label, effect: "", fields: { on: !keypadTiles } };
}

/** What is said beside the button. */
export function tilesNote({ keypadTiles }) {
  return keypadTiles
    ? "In a vote the projector shows which keypads were received. Nobody sees counts before you close."
    : "";
}
