/* The technician's grid of keypads is fetched anew while somebody looks at it. */

const PAUSE_MS = 1000;
/* Another one in each answer, whatever else is as it was. */
const TOKEN = /name="csrfmiddlewaretoken" value="[^"]*"/g;
const roll = document.querySelector("[data-roll]");

let drawn = "";

/* What is under a finger or has the focus stays: a button must not move away from a press. */
function isInUse() {
  return roll.querySelector("form:hover, form:focus-within") !== null;
}

async function fetchAnew() {
  const answer = await fetch(roll.dataset.rollUrl, { headers: { Accept: "text/html" } });
  if (answer.redirected) window.location.reload();
  if (!answer.ok) return;
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  const told = next.body.innerHTML.replace(TOKEN, "");
  if (told === drawn || isInUse()) return;
  drawn = told;
  roll.replaceChildren(...next.body.childNodes);
}

async function keepFetching() {
  if (document.visibilityState === "visible") {
    // Without an answer the grid stays as it is, and the next look makes up for it.
    await fetchAnew().catch(() => {});
  }
  window.setTimeout(keepFetching, PAUSE_MS);
}

keepFetching();
