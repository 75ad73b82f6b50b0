/* The strip that says what is wrong with the server, and that it has passed. */

import { element, part, setHidden } from "./dom.js";
import { troubleLines } from "./trouble.js";

function drawn({ passed, label, text }) {
  const line = element("li", passed ? "trouble__line trouble__line--passed" : "trouble__line");
  line.append(element("strong", "trouble__when", `${label}:`), " ", text);
  return line;
}

/** Returns `render(message)`: a `trouble` message, or null where nothing is known. */
export function createTroubleStrip() {
  const strip = part("trouble");
  const list = part("trouble-lines");
  let shown = "";

  return function render(message) {
    const lines = troubleLines(message);
    const wanted = JSON.stringify(lines);
    if (wanted === shown) return;
    shown = wanted;
    list.replaceChildren(...lines.map(drawn));
    strip.classList.toggle("trouble--over", lines.every(({ passed }) => passed));
    setHidden(strip, lines.length === 0);
  };
}
