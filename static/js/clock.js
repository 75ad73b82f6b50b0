/* The countdown: an announcement only, for the recorded close decides. */

import { createLastCalls } from "./last_calls.js";
import { announce, part, write } from "./view.js";
import { countdown, millisecondsLeft, presentOf } from "./words.js";

/** Shows the time left of the round of a state; `set(told)` takes a message with the server's time, `now()` gives it. */
export function createClock() {
  let ahead = 0; // the server's clock less this phone's
  const lastCalls = createLastCalls();

  return {
    set(told) {
      ahead = presentOf(told) - Date.now();
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
      announce(lastCalls(`${round.id} ${closesAt}`, left));
    },
  };
}
