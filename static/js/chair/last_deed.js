/* Who did what last, so that several people at their consoles do not work against each other. */

import { ago } from "./clock.js";
import { part, setOptional } from "./dom.js";

/** The last command in words, with who gave it and when; "" before the first. */
export function lastWords(last, now) {
  if (!last || !last.words) return "";
  const who = last.who || "By itself";
  return `${who}: ${last.words} (${ago(last.at, now)})`;
}

/** Returns `render(room, now)`. */
export function createLastDeed() {
  const line = part("last");
  return (room, now) => setOptional(line, lastWords(room.last, now));
}
