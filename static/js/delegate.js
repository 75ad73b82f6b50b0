/* The delegate's page: joins the socket, the ballot and what is on screen. */

import { agendaNews } from "./agenda.js";
import { tickAgenda } from "./agenda_view.js";
import { createBallot } from "./ballot.js";
import { createClock } from "./clock.js";
import { createKeep, memoryStorage, phoneStorage } from "./keep.js";
import { createOfflineSign, reloadOnce } from "./offline.js";
import { postVote } from "./post.js";
import { makeRef } from "./refs.js";
import { createRetry } from "./retry.js";
import { createBreakCall, screenLine, screenNews } from "./screen.js";
import { drawError, drawNotice, drawScene } from "./screens.js";
import { connect } from "./socket.js";
import { createTablet } from "./tablet.js";
import { announce, part, write } from "./view.js";
import * as words from "./words.js";

const page = JSON.parse(document.getElementById("delegate-data").textContent);

/* A vote that takes longer than this is shown as not sent yet. */
const SLOW_MS = 1500;
/* A network that lets no socket through at all: from then on the page works by forms. */
const BLOCKED_MS = 15000;

let state = page.state;
let online = false;
let everOnline = false;
let fresh = false; // connected, and `mine` has not come yet
let slow = false;
let slowTimer = null;
let asked = page.asked ? roundOf(state) : null; // the round in which this phone wants more time

const tablet = createTablet(page);
/* What one person did not get through must not be sent as the next one's. */
const storage = tablet ? memoryStorage() : phoneStorage();
const ballot = createBallot(createKeep(storage, page.keep), makeRef);
const clock = createClock();
const breakCall = createBreakCall();
const retry = createRetry(() => flush());
const offlineSign = createOfflineSign();

function redraw() {
  if (tablet && tablet.isDone()) return;
  const view = ballot.view();
  if (view.pending === null) slow = false;
  drawScene({ state, view, slow, asked, page, now: clock.now() });
  drawLine();
  clock.tick(state);
}

/* A message or a break stands beside everything else, and is in the way of nothing. */
function drawLine() {
  const text = screenLine(state.screen, clock.now());
  write(part("screen-line"), text);
  part("screen-line").hidden = text === "";
  announce(breakCall(state.screen, clock.now()));
}

function flush() {
  const messages = ballot.outgoing();
  if (messages.length === 0) return retry.stop();
  messages.forEach((message) => {
    if (online && room.send(message)) ballot.left(message);
    else if (!everOnline && blocked()) postInstead(message);
  });
  return retry.later();
}

function blocked() {
  return document.documentElement.classList.contains("no-socket");
}

async function postInstead(message) {
  const answer = await postVote(page.vote_address, message);
  if (answer.type === "ack") {
    ballot.acknowledged(answer);
    if (tablet) tablet.thank(part("view"), announce);
    else window.location.assign(page.here);
    return;
  }
  refused(answer);
}

function tooSlow() {
  const { pending } = ballot.view();
  if (pending === null || slow) return;
  slow = true;
  redraw();
  announce(words.notSentYet(state.question, pending.answer));
}

function vote(answer) {
  ballot.vote(answer);
  drawError("");
  drawNotice("", "");
  slow = false;
  clearTimeout(slowTimer);
  retry.reset();
  if (online) slowTimer = setTimeout(tooSlow, SLOW_MS);
  else tooSlow();
  flush();
  redraw();
}

function chosen(form) {
  return Array.from(form.querySelectorAll(".choice__input:checked"), (input) => input.value);
}

/* Once a round; again after a lost connection, because the server keeps it in memory alone. */
function askForTime() {
  return room.send({ type: "more_time", ref: "more-time", round: asked });
}

function wantTime(event) {
  if (!online) return; // then the form goes by itself
  event.preventDefault();
  asked = roundOf(state);
  askForTime();
  announce(`${words.ASKED}.`);
  redraw();
}

function submit(event) {
  const form = event.target;
  if (form.id === "ask-for-time") wantTime(event);
  if (!form.classList.contains("vote")) return;
  event.preventDefault();
  const answer = chosen(form);
  const wrong = words.mistake(state.question, answer);
  if (wrong === "") vote(answer);
  else drawError(wrong);
}

function click(event) {
  const link = event.target.closest(".error-summary__link");
  if (link) {
    event.preventDefault();
    document.querySelector(".choice__input").focus();
  }
  if (!event.target.closest('[data-part="withdraw-now"]')) return;
  event.preventDefault();
  vote([]);
}

/* What is asked opens behind the bar with the button. */
function showQuestion({ target }) {
  if (target.open) target.querySelector("button").scrollIntoView({ block: "nearest" });
}

function change(event) {
  if (!event.target.classList.contains("choice__input")) return;
  ballot.tick(chosen(event.target.form));
  redraw();
}

function sayVote(answer) {
  announce(answer.length ? words.voteIn(state.question, answer) : words.WITHDRAWN);
  // In a low window the status scrolls with the choices.
  const status = document.querySelector(".status");
  if (status) status.scrollIntoView({ block: "nearest" });
}

function roundOf({ round }) {
  return round ? round.id : null;
}

function ofThisRound(vote) {
  return vote.round === roundOf(state);
}

function takeState(next) {
  const before = state;
  state = next;
  ballot.follow(state);
  redraw();
  announce(words.announcement(before, state));
  announce(agendaNews(before.agenda, state.agenda, clock.now()));
  announce(screenNews(before.screen, state.screen, clock.now()));
  if (before.phase === state.phase && roundOf(before) === roundOf(state)) return;
  if (state.phase === "open") drawNotice("", "");
  if (!fresh) flush();
}

function takeMine(mine) {
  clock.set(mine);
  const meaning = ballot.told(mine);
  redraw();
  if (meaning === "in") sayVote(mine.answer);
  if (meaning === "changed") announce(words.changedElsewhere(state.question, mine.answer));
  if (fresh) flush();
  if (fresh && asked !== null && asked === roundOf(state) && state.phase === "open") askForTime();
  fresh = false;
}

function acknowledged(ack) {
  const done = ballot.acknowledged(ack);
  if (done === null) return;
  clearTimeout(slowTimer);
  if (tablet) {
    tablet.thank(part("view"), announce);
    return;
  }
  redraw();
  if (ofThisRound(done)) sayVote(done.answer);
  flush();
}

const meanings = {
  late(refusal, refusedVote) {
    announce(words.LATE);
    if (!ofThisRound(refusedVote)) drawNotice(words.LATE, `Your vote on: ${refusedVote.prompt}`);
  },
  sealed(refusal, refusedVote) {
    announce(words.UNTOLD);
    drawNotice(words.UNTOLD, `Your vote on: ${refusedVote.prompt}`);
  },
  stale(refusal, refusedVote) {
    if (ofThisRound(refusedVote)) announce(words.changedElsewhere(state.question, refusal.answer));
  },
  invalid(refusal, refusedVote) {
    if (ofThisRound(refusedVote)) drawError(refusal.detail);
  },
  again(refusal) {
    tooSlow();
    retry.later(refusal.code === "too_fast");
  },
};

function refused(refusal) {
  const result = ballot.refused(refusal);
  if (result === null) return;
  redraw();
  meanings[result.meaning](refusal, result.vote);
}

function goOver() {
  state = { ...state, phase: "ended", session: null, screen: null };
  redraw();
  announce(words.OVER);
}

const connections = {
  online() {
    online = true;
    everOnline = true;
    fresh = true;
    document.documentElement.classList.remove("no-socket");
    offlineSign.regain();
  },
  offline() {
    online = false;
    offlineSign.lose();
    if (ballot.view().pending) tooSlow();
  },
  connecting() {
    offlineSign.begin();
  },
  foreign: () => reloadOnce(page.code),
  over: goOver,
};

/* What was ticked before this script came is as good as what is ticked now. */
function adoptTicks() {
  const inputs = Array.from(document.querySelectorAll(".choice__input"));
  const touched = inputs.some((input) => input.checked !== input.defaultChecked);
  if (touched) ballot.tick(chosen(inputs[0].form));
}

document.documentElement.classList.remove("no-js");
document.addEventListener("submit", submit);
document.addEventListener("click", click);
document.addEventListener("change", change);
document.addEventListener("toggle", showQuestion, true);
setInterval(() => clock.tick(state), 500);
setInterval(() => {
  tickAgenda(state, clock.now());
  drawLine();
}, 1000);
clock.set(page.mine);
ballot.follow(state);
ballot.told(page.mine);
adoptTicks();
redraw();
slowTimer = setTimeout(tooSlow, SLOW_MS);
setTimeout(() => {
  if (everOnline) return;
  document.documentElement.classList.add("no-socket");
  flush();
}, BLOCKED_MS);

const room = connect(page.socket, {
  state: takeState,
  mine: takeMine,
  ack: acknowledged,
  refused,
  beat: (beat) => clock.set(beat),
  connection: (status) => connections[status](),
});
