/* The QR code on a card has the personal code behind the "#": it is posted, and leaves the address. */

const PERSONAL = /^([A-Z0-9]{4}-?){4}$/i;

const form = document.querySelector("[data-personal]");
const code = window.location.hash.slice(1);

if (PERSONAL.test(code)) {
  window.history.replaceState(null, "", window.location.pathname);
  form.querySelector("[name=code]").value = code;
  form.requestSubmit();
}
