/* A message to the room, and a break: large, calm, and nothing beside them. */

import { breakView } from "../screen.js";

/* Sizes of a message in hundredths of the screen's height, the largest first. */
const SIZES = [17, 15, 13, 11.5, 10, 9, 8, 7.2, 6.4, 5.8, 5.2, 4.6, 4];
/* What is drawn stands between these hundredths of the screen's height. */
const TALLEST = 86;

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Returns `render(screen, now, {anew})`; `parts` are the page's, `now` the server's time. */
export function createCovers(parts) {
  /* No word may be broken, as long as a smaller size spares it that. */
  function fits(size) {
    parts.stage.style.setProperty("--cover", size);
    const { scrollWidth, clientWidth } = parts.message;
    const height = parts.message.getBoundingClientRect().height;
    return scrollWidth <= clientWidth && (100 * height) / window.innerHeight <= TALLEST;
  }

  function fit() {
    const { dataset } = parts.message;
    dataset.words = "whole";
    if (SIZES.some(fits)) return;
    dataset.words = "broken";
    SIZES.some(fits);
  }

  return function render(screen, now, { anew = false } = {}) {
    if (!screen) return;
    if (screen.kind === "message") {
      const news = parts.message.textContent !== screen.text;
      write(parts.message, screen.text);
      if (news || anew) fit();
    }
    if (screen.kind !== "break") return;
    const { title, time, left } = breakView(screen, now);
    parts["break-label"].hidden = time === "";
    parts.stage.dataset.break = time === "" ? "over" : "on";
    write(parts["break-title"], title);
    write(parts["break-time"], time);
    write(parts["break-left"], left);
  };
}
