/* How the page is connected: a mark at the top, and what it means where it is not. */

import { part, setOptional, setText } from "./dom.js";

export const LOST = "Connection lost. Trying again.";

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
  over: "This conference is over. Nothing can be steered any more.",
  foreign: "You are no longer signed in as its chair. Load this page again to sign in.",
};

/** Returns `render(status)`; while the page is not connected, `page` has the class "offline". */
export function createConnectionMark(page) {
  const mark = part("connection");
  const alert = part("alert");

  return function render(status) {
    setText(mark, marks[status]);
    mark.dataset.status = status;
    setOptional(alert, alerts[status] ?? "");
    page.classList.toggle("offline", status !== "online");
  };
}
