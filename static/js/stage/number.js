/* The number by which the console tells this projector from others. */

import { readNumber } from "./look.js";
import { keep, kept } from "./memory.js";

const KEPT = "stage-number";

function makeKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Returns `now()`, the number or null; `introduction(theme)`, the message that asks for it with the
 * theme that was chosen here; and `take(number)`, which the server gave. The address may ask for one,
 * else this window asks for the one that it had.
 */
export function createNumber() {
  const key = makeKey();
  const asked = new URLSearchParams(window.location.search).get("projector");
  let wish = readNumber(asked ?? kept("sessionStorage", KEPT));
  let number = null;
  return {
    now: () => number,
    introduction: (theme) => ({ type: "projector", key, number: wish, theme }),
    take(given) {
      number = given;
      if (given === null) return;
      wish = given;
      keep("sessionStorage", KEPT, String(given));
    },
  };
}
