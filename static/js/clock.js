/* The countdown: an announcement only, for the recorded close decides. */

import { announce, part, write } from "./view.js";
import { LAST_CALL, countdown, millisecondsLeft } from "./words.js";

const LAST_CALL_MS = 30000;

/** Shows the time left of the round of a state; `set(now)` takes the server's time (ISO), `now()` gives it. */
export function createClock() {
  let ahead = 0; // the server's clock less this phone's
  let due = null;

  /* One word thirty seconds before the end, to whom the running figures are silent. */
  function callLast(call, left) {
    if (left > LAST_CALL_MS) due = call;
    if (left > LAST_CALL_MS || left === 0 || due !== call) return;
    due = null;
    announce(LAST_CALL);
  }

  return {
    set(now) {
      ahead = Date.parse(now) - Date.now();
    },
    now: () => Date.now() + ahead,
    tick({ round }) {
      const place = part("countdown");
      if (place === null) return;
      const closesAt = round && round.closes_at;
      place.hidden = !closesAt;
      if (!closesAt) return;
      const left = millisecondsLeft(closesAt, ahead, Date.now());
      write(place, countdown(left));
      callLast(`${round.id} ${closesAt}`, left);
    },
  };
}
