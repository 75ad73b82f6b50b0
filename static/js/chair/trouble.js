/* What is wrong with the server, as the chair reads and hears it. */

/** "14:03" in the laptop's own zone, of an ISO time. */
export function clockTime(iso) {
  const format = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
  return format.format(new Date(iso));
}

function span({ since, until }) {
  const [from, to] = [clockTime(since), clockTime(until)];
  return from === to ? from : `${from}–${to}`;
}

/**
 * The lines of the strip for a `trouble` message (null before the first), what is wrong first:
 * `{key, passed, label, text}`.
 */
export function troubleLines(message) {
  if (message === null) return [];
  const now = message.now.map((one) => ({
    key: `${one.what} ${one.since}`,
    passed: false,
    label: `Since ${clockTime(one.since)}`,
    text: one.sentence,
  }));
  const passed = message.passed.map((one) => ({
    key: `${one.what} ${one.until}`,
    passed: true,
    label: `Over, ${span(one)}`,
    text: one.sentence,
  }));
  return [...now, ...passed];
}

/** What a screen reader is told when `before` (or null) becomes `after`: each line once. */
export function troubleNews(before, after) {
  const known = new Set(troubleLines(before).map(({ key }) => key));
  /* What was over before this page came is no news to anybody. */
  const fresh = troubleLines(after).filter(({ key, passed }) => !known.has(key) && !(before === null && passed));
  return fresh.map(({ text }) => text);
}

/** Whether votes are on their way that a close would shut out. */
export function holdsVotes(message) {
  return message !== null && message.now.some(({ holds }) => holds);
}

/** Whether this server stores nothing just now, so that a step need not be tried again at once. */
export function storesNothing(message) {
  return message !== null && message.now.some(({ what }) => what === "database" || what === "disk");
}

/** "95 of 100 votes were stored within 0.02 s.", or "" without votes. */
export function waitWords(message) {
  if (message === null || message.wait_p95_ms === null) return "";
  const seconds = message.wait_p95_ms / 1000;
  const shown = seconds >= 10 ? seconds.toFixed(0) : seconds.toPrecision(seconds >= 1 ? 2 : 1);
  return `95 of 100 votes were stored within ${shown} s.`;
}
