/* While the page has no connection, or is not recognised: what it says, and that it reloads once. */

import { phoneStorage } from "./keep.js";
import { drawNotice } from "./screens.js";
import { announce, part, write } from "./view.js";
import { OFFLINE, ONLINE, UNKNOWN } from "./words.js";

/* A connection lost for less than this is not worth a word. */
const LOST_MS = 2000;

/**
 * The line that says that the connection is lost, and who listens hears it.
 *
 * `begin()` when the page first connects, `lose()` when the connection is gone, `regain()` when it stands.
 */
export function createOfflineSign() {
  let lost = null;

  function tell() {
    lost = "told";
    write(part("offline"), OFFLINE);
    part("offline").hidden = false;
    announce(OFFLINE);
  }

  return {
    begin() {
      lost = setTimeout(tell, 2 * LOST_MS);
    },
    lose() {
      if (lost === null) lost = setTimeout(tell, LOST_MS);
    },
    regain() {
      if (lost === "told") announce(ONLINE);
      else clearTimeout(lost);
      lost = null;
      part("offline").hidden = true;
    },
  };
}

/** Once: a page that is not recognised twice has no cookies, and would reload for ever. */
export function reloadOnce(code) {
  const mark = `show-of-hands:reloaded:${code}`;
  const storage = phoneStorage();
  if (storage.getItem(mark) === null) {
    storage.setItem(mark, "1");
    window.location.reload();
    return;
  }
  storage.removeItem(mark);
  drawNotice(UNKNOWN, "");
  announce(UNKNOWN);
}
