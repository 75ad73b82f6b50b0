/* A list of remedies on the projector: by upvotes where the room may see them. */

import { byVotes, inOwnOrder } from "../remedies_order.js";

/* Sizes of the entries in hundredths of the screen's height, the largest first. */
const SIZES = [5.4, 4.8, 4.2, 3.7, 3.2, 2.8, 2.4, 2];
const LOWEST = 97;

function leadOf(phase, entries, shown) {
  if (entries === 0) return "Put forward ways to overcome it, and questions for the panel, on your phone.";
  const many = `${entries} ${entries === 1 ? "entry" : "entries"}`;
  const some = shown < entries ? `, ${shown} shown` : "";
  const frozen = phase === "frozen" ? "the most upvotes first" : "upvote them on your phone";
  return `${many}${some}: ${frozen}.`;
}

function byOf({ table, signed }) {
  return [table && `From ${table}`, signed].filter(Boolean).join(" · ");
}

/** What is drawn of the list on screen, from the protocol's `state`, the `tally` (or null) and all entries; null without one. */
export function remediesOf(state, tally, entries) {
  const screen = state.remedies && state.remedies.screen;
  if (!screen) return null;
  const told = state.remedies.lists.find(({ topic }) => topic === screen.topic);
  const upvotes = tally && tally.remedies && tally.remedies.topic === screen.topic ? tally.remedies : null;
  const counts = upvotes && upvotes.counts && new Map(upvotes.counts.map(({ choice, count }) => [choice, count]));
  const ofTopic = entries.filter(({ topic }) => topic === screen.topic);
  const count = ({ id }) => counts.get(id) ?? 0;
  const ordered = counts ? byVotes(ofTopic, count) : inOwnOrder(screen.topic, ofTopic);
  const rows = ordered.slice(0, screen.top).map((entry) => ({
    id: entry.id,
    kind: entry.kind === "question" ? "For the panel" : "",
    text: entry.text,
    answer: entry.answer ? `Answer: ${entry.answer}` : "",
    by: byOf(entry),
    count: counts ? count(entry) : null,
  }));
  return {
    title: told.title,
    lead: leadOf(told.phase, ofTopic.length, rows.length),
    rows,
    turnout: upvotes ? { ballots: upvotes.ballots, joined: upvotes.joined } : null,
  };
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function rowOf(row) {
  const item = element("li", "remedies__row", "");
  const text = element("span", "remedies__text", row.text);
  if (row.kind) text.prepend(element("span", "remedies__kind", row.kind), " ");
  item.append(text);
  if (row.answer) item.append(element("span", "remedies__answer", row.answer));
  if (row.by) item.append(element("span", "remedies__by", row.by));
  if (row.count !== null) item.append(element("span", "remedies__count", String(row.count)));
  return item;
}

/** Returns `render(remedies)`; `parts` are the page's. */
export function createRemediesScreen(parts) {
  let told = "";

  function fit() {
    for (const size of SIZES) {
      parts.stage.style.setProperty("--remedy", size);
      const { bottom } = parts["remedies-list"].getBoundingClientRect();
      if ((100 * bottom) / window.innerHeight <= LOWEST) return;
    }
  }

  return function render(remedies, { anew = false } = {}) {
    if (!remedies) return;
    const facts = JSON.stringify(remedies);
    if (facts === told && !anew) return;
    told = facts;
    parts["remedies-title"].textContent = remedies.title;
    parts["remedies-lead"].textContent = remedies.lead;
    parts["remedies-list"].replaceChildren(...remedies.rows.map(rowOf));
    fit();
  };
}
