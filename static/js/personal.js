/* The QR code on a card has the personal code behind the "#": it is posted, and leaves the address. */

import { createTablet } from "./tablet.js";

const PERSONAL = /^([A-Z0-9]{4}-?){4}$/i;

const form = document.querySelector("[data-personal]");
const code = window.location.hash.slice(1);

if (PERSONAL.test(code)) {
  window.history.replaceState(null, "", window.location.pathname);
  form.querySelector("[name=code]").value = code;
  form.requestSubmit();
}

/* On a tablet that goes from hand to hand a code that was typed and left is cleared away, too. */
const tablet = document.getElementById("tablet-data");
if (tablet) createTablet({ tablet: JSON.parse(tablet.textContent) });
