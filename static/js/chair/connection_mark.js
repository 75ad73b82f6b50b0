/* How the page is connected: a mark at the top, and what it means where it is not. */

import { part, setOptional, setText } from "./dom.js";

export const LOST = "Connection lost. Trying again.";
export const RESTARTS = "The server is restarting. This page comes back by itself.";

const marks = {
  connecting: "Connecting…",
  online: "Connected",
  offline: "Not connected",
  over: "Over",
  foreign: "Signed out",
};

const alerts = {
  offline:
    `${LOST} Phones and projector connect by themselves, and votes that are in stay in. ` +
    "Your buttons work again as soon as this page is back.",
  restarting: `${RESTARTS} So do phones and projector, and votes that are in stay in.`,
  away:
    "The server cannot reach its database, so this page has to wait. Votes that are in stay in; phones " +
    "send the others by themselves.",
  over: "This conference is over. Nothing can be steered any more.",
  foreign: "You are no longer signed in as its chair. Load this page again to sign in.",
};

/** Returns `render(status, reason)`: why it is offline, "away" or "restarting", or ""; while the page is not connected, `page` has the class "offline". */
export function createConnectionMark(page) {
  const mark = part("connection");
  const alert = part("alert");

  return function render(status, reason) {
    setText(mark, marks[status]);
    mark.dataset.status = status;
    const why = status === "offline" ? reason || status : status;
    setOptional(alert, alerts[why] ?? "");
    page.classList.toggle("offline", status !== "online");
  };
}
