/* The delegate's page of remedies: its lists follow the room, and a tick is an upvote at once. */

import { makeRef } from "./refs.js";
import { createLists, fateOf } from "./remedy_lists.js";
import { byVotes, inOwnOrder } from "./remedies_order.js";
import { connect } from "./socket.js";
import { createTablet } from "./tablet.js";
import { createUpvotes } from "./upvotes.js";
import { announce, fill, part, write } from "./view.js";

const page = JSON.parse(document.getElementById("remedies-data").textContent);
const AGAIN_MS = 1500;
const LOST_MS = 2000;
/* A network that lets no socket through at all: from then on the page works by forms. */
const BLOCKED_MS = 15000;

const lists = createLists(page.entries);
let state = page.state;
let online = false;
let everOnline = false;
let lost = null;

const votes = new Map(page.mine.map((mine) => [mine.round, createUpvotes(mine, makeRef)]));
const sections = [...document.querySelectorAll(".remedies")];

function byOf({ table, signed }) {
  return [table && `From ${table}`, signed].filter(Boolean).join(" · ");
}

function dress(item, entry) {
  fill(item, {
    kind: entry.kind === "question" ? "For the panel" : "",
    text: entry.text,
    by: byOf(entry),
    answer: entry.answer ? `Answer: ${entry.answer}` : "",
  });
}

function makeItem(entry) {
  const item = document.querySelector('template[data-blank="remedy"]').content.firstElementChild.cloneNode(true);
  item.dataset.entry = entry.id;
  item.querySelector("input").value = entry.id;
  dress(item, entry);
  return item;
}

function makeFrozen(entry) {
  const item = makeItem(entry);
  const votesOf = document.createElement("span");
  votesOf.className = "remedy__votes";
  votesOf.textContent = String(entry.votes);
  const said = document.createElement("span");
  said.className = "visually-hidden";
  said.textContent = entry.votes === 1 ? " upvote: " : " upvotes: ";
  votesOf.append(said);
  item.querySelector("input").replaceWith(votesOf);
  return item;
}

function itemsOf(section) {
  return new Map([...section.querySelectorAll("[data-entry]")].map((item) => [item.dataset.entry, item]));
}

function tell(section, text, mood = "none") {
  const status = part("status", section);
  if (!status) return;
  write(status, text);
  status.dataset.mood = mood;
}

function drawTicks(section) {
  const ticked = votes.get(section.dataset.round).ticked();
  section.querySelectorAll(".remedy__tick").forEach((tick) => {
    tick.checked = ticked.includes(tick.value);
  });
}

/* What is new waits behind a button: nothing may move under a finger. */
function offerNew(section, fresh) {
  const button = part("more", section);
  button.hidden = fresh.length === 0;
  write(button, fresh.length === 1 ? "Show one more" : `Show ${fresh.length} more`);
}

function showNew(section) {
  const place = part("list", section);
  const items = itemsOf(section);
  const ordered = inOwnOrder(page.seed, lists.of(section.dataset.topic));
  ordered.forEach((entry) => place.append(items.get(entry.id) || makeItem(entry)));
  drawTicks(section);
  offerNew(section, []);
  write(part("told", section), "Tick everything that we should take up.");
}

function drawOpen(section) {
  const entries = lists.of(section.dataset.topic);
  const ids = entries.map(({ id }) => id);
  const items = itemsOf(section);
  items.forEach((item, id) => {
    if (!ids.includes(id)) item.remove();
  });
  entries.filter(({ id }) => items.has(id)).forEach((entry) => dress(items.get(entry.id), entry));
  const fresh = entries.filter(({ id }) => !items.has(id));
  if (items.size === 0 && fresh.length) showNew(section);
  else offerNew(section, fresh);
}

function drawFrozen(section) {
  const ordered = byVotes(lists.of(section.dataset.topic), ({ votes: many }) => many || 0);
  const place = part("list", section);
  place.textContent = "";
  place.append(...ordered.map(makeFrozen));
  ["more", "status"].map((name) => part(name, section)).filter(Boolean).forEach((node) => { node.hidden = true; });
  write(part("told", section), "The list is frozen. The most upvotes stand first.");
}

/* Only what is in a list is told to everybody; of anything else the page says it when it is opened again. */
function drawOwn() {
  const known = new Map(lists.all().map((entry) => [entry.id, entry]));
  document.querySelectorAll("[data-own]").forEach((item) => {
    const entry = known.get(item.dataset.own);
    if (entry) write(item.querySelector(".own__fate"), fateOf(entry));
  });
}

function draw() {
  drawOwn();
  part("voting").hidden = state.phase !== "open";
  sections.forEach((section) => {
    if (section.dataset.phase === "open") drawOpen(section);
    else drawFrozen(section);
  });
}

/* Lists that were opened or frozen since the page was made: opened ones need their forms. */
function follow(next) {
  const before = state;
  state = next;
  const told = state.remedies ? state.remedies.lists : [];
  if (before.phase !== "open" && state.phase === "open") announce("The room is voting. There is a link to the vote at the top.");
  const unknown = told.filter(({ topic }) => !sections.some((section) => section.dataset.topic === topic));
  sections.forEach((section) => {
    const list = told.find(({ topic }) => topic === section.dataset.topic);
    const phase = list ? list.phase : "frozen";
    if (phase === "frozen" && section.dataset.phase === "open") {
      section.dataset.phase = phase;
      announce(`${section.querySelector("h2").textContent}: the list is frozen.`);
    }
    if (phase === "open" && section.dataset.phase === "frozen") unknown.push(list);
  });
  if (unknown.length && !isTyping()) window.location.reload();
  draw();
}

function isTyping() {
  const text = document.getElementById("entry-text");
  return text !== null && text.value.trim() !== "";
}

function flush() {
  votes.forEach((vote) => {
    const message = vote.outgoing();
    if (message && online) room.send(message);
  });
}

function sectionOf(round) {
  return sections.find((section) => section.dataset.round === round);
}

function acknowledged(ack) {
  const vote = votes.get(ack.round);
  if (!vote || !vote.acknowledged(ack)) return;
  const many = vote.ticked().length;
  const text = many === 0 ? "You upvote nothing here" : `Your upvotes are in: ${many}`;
  tell(sectionOf(ack.round), text, many ? "in" : "none");
  announce(`${text}.`);
}

function refused(refusal) {
  votes.forEach((vote, round) => {
    const meaning = vote.refused(refusal);
    if (meaning === "again") setTimeout(flush, AGAIN_MS);
    if (meaning !== "stands") return;
    const section = sectionOf(round);
    drawTicks(section);
    tell(section, refusal.detail, "late");
    announce(refusal.detail);
  });
}

function change({ target }) {
  if (!target.classList.contains("remedy__tick")) return;
  const section = target.closest(".remedies");
  const vote = votes.get(section.dataset.round);
  // What is not drawn yet, and ticked on another phone, stays upvoted.
  const drawn = itemsOf(section);
  const unseen = vote.ticked().filter((id) => !drawn.has(id));
  const ticks = [...section.querySelectorAll(".remedy__tick:checked")].map((tick) => tick.value);
  vote.want([...ticks, ...unseen]);
  tell(section, online ? "Sending your upvotes…" : "Your upvotes will be sent once we are back", "waiting");
  flush();
}

function connection(status) {
  online = status === "online";
  clearTimeout(lost);
  const offline = part("offline");
  offline.hidden = true;
  if (status === "offline") {
    lost = setTimeout(() => {
      write(offline, "The connection is lost. What you tick will be sent once it is back.");
      offline.hidden = false;
    }, LOST_MS);
  }
  if (!online) return;
  everOnline = true;
  document.documentElement.classList.remove("no-socket");
  flush();
}

createTablet(page);
document.documentElement.classList.remove("no-js");
document.addEventListener("change", change);
document.addEventListener("click", ({ target }) => {
  if (target.dataset.part === "more") showNew(target.closest(".remedies"));
});
sections.forEach((section) => {
  const standing = votes.get(section.dataset.round);
  if (standing && standing.ticked().length) tell(section, `Your upvotes are in: ${standing.ticked().length}`, "in");
});
draw();

setTimeout(() => {
  if (!everOnline) document.documentElement.classList.add("no-socket");
}, BLOCKED_MS);

const room = connect(page.socket, {
  state: follow,
  remedies(message) {
    if (lists.take(message)) draw();
    else room.sync();
  },
  ack: acknowledged,
  refused,
  connection,
});
