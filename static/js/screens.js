/* What the delegate's page shows in each phase; the markup is the server's. */

import { drawAgenda } from "./agenda_view.js";
import { letter, resultNote, resultRows } from "./figures.js";
import { fill, list, part, show } from "./view.js";
import { LATE, OVER, STOPPED, hint, statusOf, voteIn } from "./words.js";

/* A round that came from a backup without its key takes no votes, whatever its phase. */
function isRestored({ round }) {
  return Boolean(round && round.as_of_backup);
}

function viewName(state) {
  if (state.phase === "ended") return "ended";
  if (state.sessions) return "rooms";
  if (state.agenda) return "agenda";
  if (!state.question) return "waiting";
  if (state.phase === "open") return isRestored(state) ? "still" : "vote";
  return state.phase === "revealed" ? "result" : "still";
}

/* One view for each phase of each round; the server marks its own the same way. */
function keyOf(state) {
  const { phase, question, round, session } = state;
  return [phase, session, question, round].map((it) => (it && it.id ? it.id : it || "")).join(" ");
}

function choiceRows(question) {
  return question.choices.map(({ id, text }, place) => ({ id, text, letter: letter(place) }));
}

function dressChoice(kind) {
  return (element, row) => {
    const input = element.querySelector("input");
    input.type = kind === "multiple" ? "checkbox" : "radio";
    input.value = row.id;
    input.id = `choice-${row.letter}`;
    element.querySelector("label").htmlFor = input.id;
    fill(element, { letter: row.letter, text: row.text });
  };
}

function dressOwn(element, row, view) {
  const own = view.standing !== null && view.standing.includes(row.id);
  element.toggleAttribute("data-mine", own);
  fill(element, { letter: row.letter, text: row.text, mine: own ? "your vote" : "" });
}

function dressRoom(address) {
  return (element, row) => {
    element.querySelector("a").href = `${address}?session=${encodeURIComponent(row.id)}`;
    fill(element, { title: row.title, room: row.room });
  };
}

function stillLead(state) {
  if (state.stopped) return STOPPED;
  if (isRestored(state)) return "This vote was restored from a backup. It takes no further answers.";
  return state.phase === "closed" ? "Voting has closed." : "Voting has not opened yet.";
}

function questionTexts(state) {
  return {
    practice: state.practice ? "Practice: it does not count" : "",
    heading: state.question.prompt,
    help: state.question.help,
  };
}

function statusTexts(element, state, view, slow) {
  const silent = state.round === null || (isRestored(state) && !state.round.sealed);
  if (silent) return fill(element, { status: "", also: "" });
  const { text, mood } = statusOf(state.question, view, slow);
  element.querySelector('[data-slot="status"]').dataset.mood = mood;
  const also = text === LATE && view.standing ? voteIn(state.question, view.standing) : "";
  return fill(element, { status: text, also });
}

const screens = {
  waiting(element, { state, page }) {
    const heading = state.session ? state.session.title : `Welcome to ${page.conference}`;
    const lead = "Nothing to vote on just yet. The next question will appear on this page.";
    fill(element, { heading, lead });
  },

  rooms(element, { state, page }) {
    list(element, "room", state.sessions, dressRoom(page.address));
  },

  ended(element, { state }) {
    const lead = state.session ? `“${state.session.title}” has ended.` : "The conference has ended.";
    fill(element, { heading: OVER, lead });
  },

  agenda(element, { state, now }) {
    drawAgenda(element, state.agenda, now);
  },

  still(element, { state, view, slow }) {
    fill(element, { ...questionTexts(state), lead: stillLead(state) });
    list(element, "offered", choiceRows(state.question), (row, it) => dressOwn(row, it, view));
    statusTexts(element, state, view, slow);
  },

  result(element, { state, view, slow }) {
    const { ballots, counts, sentence } = state.results;
    const note = resultNote(state.question.kind, counts.map(({ count }) => count), ballots);
    fill(element, { ...questionTexts(state), sentence, note });
    list(element, "result", resultRows(state.question, counts, ballots), (row, it) => {
      dressOwn(row, it, view);
      fill(row, { count: String(it.count), percent: `${it.percent} %` });
      row.querySelector('[data-slot="bar"]').setAttribute("width", `${it.percent}%`);
    });
    statusTexts(element, state, view, slow);
  },

  vote(element, { state, view, slow, asked }) {
    drawWords(element, state.question, questionTexts(state));
    element.querySelectorAll(".choice__input").forEach((input) => {
      input.checked = view.ticks.includes(input.value);
    });
    statusTexts(element, state, view, slow);
    drawMoreTime(element, state, asked);
    const withdraw = part("withdraw", element);
    const gone = !view.standing || view.pending !== null;
    const left = gone && withdraw.contains(document.activeElement);
    if (left) element.querySelector("[data-slot=heading]").focus();
    if (gone) withdraw.open = false;
    withdraw.hidden = gone;
  },
};

/* Words may be corrected while people choose: they change in place, and no tick is touched. */
function drawWords(element, question, texts) {
  fill(element, texts);
  const rows = element.querySelectorAll(".choice");
  choiceRows(question).forEach(({ text }, place) => rows[place] && fill(rows[place], { text }));
}

/* Without a timer there is nothing to ask for; who has asked need not be told that one can. */
function drawMoreTime(element, { round }, asked) {
  const button = part("ask-for-time", element);
  const focused = button === document.activeElement;
  part("more-time", element).hidden = !round.closes_at;
  button.hidden = asked === round.id;
  part("asked-for-time", element).hidden = asked !== round.id;
  if (focused && button.hidden) element.querySelector("[data-slot=heading]").focus();
}

/* The rows of an open round are drawn once, so that nothing moves under a finger or a focus. */
function drawVote(state) {
  return (element) => {
    fill(element, { ...questionTexts(state), hint: hint(state.question) });
    element.querySelectorAll('[data-slot="round"]').forEach((field) => {
      field.value = state.round.id;
    });
    list(element, "choice", choiceRows(state.question), dressChoice(state.question.kind));
  };
}

/**
 * Show `scene`: `{state, view, slow, asked, page, now}` with the protocol's state, the ballot's view, whether a vote
 * is slow to be sent, the round in which more time was asked for (or null), `page` `{conference, address}` and the
 * server's time.
 */
export function drawScene(scene) {
  const { state, page } = scene;
  const name = viewName(state);
  const element = show(name, keyOf(state), name === "vote" ? drawVote(state) : () => {});
  screens[name](element, scene);
  const title = state.session ? state.session.title : "";
  part("rehearsal").hidden = !state.rehearsal;
  part("to-remedies").hidden = !state.remedies || state.phase === "ended";
  part("session").textContent = title === page.conference ? "" : title;
  const heading = element.querySelector('[data-slot="heading"]').textContent;
  document.title = heading.includes(page.conference) ? heading : `${heading} – ${page.conference}`;
}

/** Show what is wrong with an answer, beside it and in a summary that takes the focus; "" clears. */
export function drawError(text) {
  const summary = part("error");
  if (summary === null) return;
  const wrong = text !== "";
  summary.hidden = !wrong;
  part("field-error").hidden = !wrong;
  fill(summary, { "error-link": text });
  fill(part("question"), { error: text });
  part("question").setAttribute("aria-describedby", wrong ? "question-hint question-error" : "question-hint");
  if (!wrong) return;
  document.title = `Error: ${document.title}`;
  summary.focus();
}

/** Show a sentence above the question, with the older question that it is about; "" hides it. */
export function drawNotice(text, about) {
  const notice = part("notice");
  part("notice-text").textContent = text;
  part("notice-about").textContent = about;
  notice.hidden = text === "";
}
