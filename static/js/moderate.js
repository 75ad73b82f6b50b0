/* The moderator's page follows what others decide: it is fetched anew, and what is typed stays. */

import { connect } from "./socket.js";

const page = document.querySelector("[data-page]");
const announcer = document.querySelector("[data-announcer]");
const MEANWHILE = "Somebody else has decided on this meanwhile.";

let version = Number(page.dataset.version);
let lists = null;
let fetching = false;
let again = false;

/* Somebody is at work in it: a box is typed in, or something that opens stands open. */
function isInUse(node) {
  const typed = [...node.querySelectorAll("textarea, input[type=text]")].some((box) => box.value !== box.defaultValue);
  return typed || node.contains(document.activeElement) || node.querySelector("details[open]") !== null;
}

function cardsOf(within) {
  return new Map([...within.querySelectorAll("[data-entry]")].map((card) => [card.dataset.entry, card]));
}

function say(text) {
  const line = document.createElement("p");
  line.textContent = text;
  announcer.append(line);
}

function markMoved(card) {
  if (card.classList.contains("card--moved")) return;
  card.classList.add("card--moved");
  const note = document.createElement("p");
  note.className = "card__flag";
  note.textContent = MEANWHILE;
  card.prepend(note);
  say(MEANWHILE);
}

/* A card that is as it was keeps its boxes; one in use that was decided on stays, and says so. */
function keepWhatStands(fresh) {
  const before = cardsOf(page);
  cardsOf(fresh).forEach((card, id) => {
    const old = before.get(id);
    before.delete(id);
    if (!old) return;
    if (old.dataset.seen === card.dataset.seen) card.replaceWith(old);
    else if (isInUse(old)) {
      markMoved(old);
      card.replaceWith(old);
    }
  });
  before.forEach((card) => {
    if (!isInUse(card)) return;
    markMoved(card);
    fresh.querySelector("[data-entries]").prepend(card);
  });
  page.querySelectorAll("details[data-keep]").forEach((old) => {
    const next = fresh.querySelector(`[data-keep="${old.dataset.keep}"]`);
    if (!next) return;
    if (old.dataset.keep === "table" && isInUse(old)) next.replaceWith(old);
    else next.open = old.open;
  });
}

function waiting() {
  return page.querySelectorAll("[data-entries] [data-entry]").length;
}

async function fetchAnew() {
  if (fetching) {
    again = true;
    return;
  }
  fetching = true;
  again = false;
  try {
    const answer = await fetch(window.location.pathname, { headers: { Accept: "text/html" } });
    if (answer.redirected) window.location.reload();
    if (answer.ok) draw(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    again = false; // The next message, or the next connection, asks again.
  }
  fetching = false;
  if (again) fetchAnew();
}

function draw(next) {
  const fresh = next.querySelector("[data-page]");
  const focused = document.activeElement;
  const before = waiting();
  keepWhatStands(fresh);
  page.replaceChildren(...fresh.childNodes);
  version = Number(fresh.dataset.version);
  if (focused && page.contains(focused)) focused.focus({ preventScroll: true });
  if (waiting() > before) say(waiting() === 1 ? "One waits for you." : `${waiting()} wait for you.`);
}

connect(page.dataset.socket, {
  moderation(message) {
    if (message.version !== version) fetchAnew();
  },
  state(state) {
    const told = JSON.stringify(state.remedies);
    if (lists !== null && told !== lists) fetchAnew();
    lists = told;
  },
});
