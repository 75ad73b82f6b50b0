/* The chair's console: hears the room, shows what stands, and sends one step at a time. */

import { agendaNews } from "./agenda.js";
import { moveTo } from "./chair/address.js";
import { createAnnouncer } from "./chair/announcer.js";
import { createArrivals } from "./chair/arrivals.js";
import { createAsk } from "./chair/ask.js";
import { createServerClock } from "./chair/clock.js";
import { closingDoubts } from "./chair/closing.js";
import { createCommands } from "./chair/commands.js";
import { LOST, RESTARTS } from "./chair/connection_mark.js";
import { createConnections } from "./chair/connections.js";
import { part } from "./chair/dom.js";
import { heldNews } from "./chair/keypad_words.js";
import { createKeyboard } from "./chair/keyboard.js";
import { createPressGuard } from "./chair/keys.js";
import { listSeen } from "./chair/list_seen.js";
import { createPanels } from "./chair/panels.js";
import { questionBefore } from "./chair/questions.js";
import { rehearsalNews } from "./chair/rehearsal_words.js";
import { createRights } from "./chair/rights.js";
import { emptyRoom, hear, readRoom } from "./chair/room.js";
import { blankStep, liveStep, nextStep, questionStep, stepBack, whyNoLiveStep, whyNoStepBack } from "./chair/steps.js";
import { holdsVotes, storesNothing, troubleNews } from "./chair/trouble.js";
import { newsOf, refusalWords } from "./chair/words.js";
import { createLists } from "./remedy_lists.js";
import { screenNews } from "./screen.js";
import { connect } from "./socket.js";

const TICK_MS = 1000;
const REST_MS = 700;
/* Chairs are few: their pages may come back at once. */
const SPREAD_MS = 1000;

const page = part("chair");
const may = createRights(page.dataset.may);
const clock = createServerClock();
const connections = createConnections();
const arrivals = createArrivals();
const announcer = createAnnouncer(part("voice"));
const asking = createAsk();
const guard = createPressGuard(REST_MS);
const lists = createLists();

let room = emptyRoom;
let view = null;
let status = "connecting";
let notice = "";
let openedAt = null;
let askedFor = null;
let trouble = null;
let reason = "";

clock.hear({ now: page.dataset.now });

const commands = createCommands({
  send: (message) => socket.send(message),
  settled: (outcome) => {
    const { refused } = outcome;
    for (const form of panels.forms) form.settled(outcome);
    if (refused === null) return;
    notify(refusalWords(refused));
    socket.sync();
  },
  changed: () => render(),
  hopeless: () => storesNothing(trouble),
});
const panels = createPanels({
  announcer,
  run,
  show: (id) => run(questionStep(view, id)),
  step: {
    run,
    forward: stepForward,
    keepOpen: () => {
      askedFor = null;
      render();
    },
    forget: () => commands.forget(),
    extend: (seconds) => run({ do: "extend", label: "More time", effect: "", fields: { seconds } }),
    changed: () => render(),
  },
});
createKeyboard({
  forward: stepForward,
  back: stepBackward,
  blank: () => run(blankStep(view)),
  live: () => run(liveStep(view), whyNoLiveStep(view)),
  mayAct: () => !asking.isAsking() && !panels.forms.some((form) => form.isOpen()),
});

const socket = connect(
  page.dataset.socketUrl,
  {
    state: take,
    tally: take,
    beat: take,
    programme: take,
    join: takeJoin,
    door: take,
    projectors: take,
    remedies: takeLists,
    trouble: takeTrouble,
    restart: () => {
      reason = storesNothing(trouble) ? "away" : "restarting";
    },
    ack: (message) => commands.hearAck(message, view === null ? null : view.seq),
    refused: (message) => commands.hearRefused(message),
    connection: takeConnection,
  },
  { spread: SPREAD_MS },
);
setInterval(() => render(), TICK_MS);

function take(message) {
  if (message.now) clock.hear(message);
  room = hear(room, message);
  if (typeof message.present === "number") connections.note(performance.now(), message.present);
  const before = view;
  view = readRoom(room, may);
  if (view !== null) noteArrivals();
  noteChange(before);
  if (message.type === "state") commands.hearState(view === null ? null : view.seq);
  render();
}

function takeLists(message) {
  if (lists.take(message)) render();
  else socket.sync();
}

function takeJoin(message) {
  moveTo(message.code);
  take(message);
}

function noteArrivals() {
  const { round, phase, joined } = view;
  arrivals.note(performance.now(), { round: round ? round.id : null, open: phase === "open", joined });
}

function noteChange(before) {
  if (before === null || view === null) return;
  for (const sentence of [...newsOf(before, view), ...rehearsalNews(before, view)]) announcer.say(sentence);
  for (const sentence of heldNews(before, view)) announcer.say(sentence);
  const news = agendaNews(before.agenda, view.agenda, clock.now());
  if (news) announcer.say(news);
  const covered = screenNews(before.screen, view.screen, clock.now());
  if (covered) announcer.say(covered);
  if (JSON.stringify(nextStep(view)) !== JSON.stringify(nextStep(before))) {
    guard.change(performance.now());
    setTimeout(render, REST_MS + 20);
  }
  const roundBefore = before.round ? before.round.id : null;
  const round = view.round ? view.round.id : null;
  if (view.phase === before.phase && round === roundBefore) return;
  notice = "";
  askedFor = null;
  openedAt = view.phase === "open" ? performance.now() : null;
}

function takeTrouble(message) {
  for (const sentence of troubleNews(trouble, message)) announcer.say(sentence);
  trouble = message;
  render();
}

function takeConnection(next) {
  const before = status;
  status = next;
  if (next === "online") commands.reconnected();
  if (next === "online" && before === "offline") announcer.say("Connected again.");
  if (next === "online") reason = "";
  if (next === "offline" && !isSaid(reason)) announcer.say(reason === "restarting" ? RESTARTS : LOST);
  if (next === "foreign") reloadOnce();
  render();
}

/* The strip has said already that the server restarts, or that its database is away. */
function isSaid(why) {
  return why === "away" || (why === "restarting" && trouble !== null && trouble.now.length > 0);
}

/* The sign-in ran out: the fresh page leads to the sign-in, unless it was fresh just now. */
function reloadOnce() {
  const url = new URL(window.location.href);
  if (url.searchParams.has("again")) return;
  url.searchParams.set("again", "1");
  window.location.replace(url);
}

function notify(sentence) {
  notice = sentence;
  for (const form of panels.forms) form.tell(sentence);
  announcer.say(sentence);
  render();
}

function doubts() {
  const now = performance.now();
  const away = view === null ? [] : view.away;
  const fall = connections.fall(now);
  return closingDoubts({ openedAt, now, fall, held: holdsVotes(trouble), away });
}

function isAsked() {
  return askedFor !== null && view !== null && view.phase === "open" && doubts().length > 0;
}

function stepForward() {
  const admitted = guard.admits(performance.now());
  setTimeout(render, REST_MS + 20);
  const next = nextStep(view);
  if (!admitted || next === null) return; // also where it is not this person's
  if (next.do === "close" && !isAsked() && doubts().length > 0) {
    askedFor = view.round.id;
    announcer.say(doubts().join(" "));
    render();
    return;
  }
  run(next);
}

function stepBackward() {
  if (guard.admits(performance.now())) run(stepBack(view), whyNoStepBack(view));
}

/* Asks first where a step cannot be taken back, or takes the phones of others along. */
function run(step, whyNot = "") {
  if (step === null) {
    if (whyNot) notify(whyNot);
    return;
  }
  const seen = view.seq;
  const question = questionBefore(view, step);
  if (question === null) issue(step, seen);
  else asking.ask(question, () => issue(step, seen));
  render();
}

function issue(step, seq) {
  if (status !== "online") return notify(`${LOST} Nothing was sent.`);
  /* Door and projectors, and what is written down: whatever the session does meanwhile, it is meant. */
  if (["door", "code", "look", "identify", "note_add"].includes(step.do)) return begin(step, null);
  if (step.do !== "open") return begin(step, seq);
  const chosen = panels.timer.read();
  if (!chosen.mistake) return begin(withTimer(step, chosen.seconds), seq);
  panels.timer.focus();
  return notify(chosen.mistake);
}

function withTimer(step, seconds) {
  return seconds === null ? step : { ...step, fields: { seconds } };
}

function begin(step, seq) {
  if (commands.current() !== null) return;
  notice = "";
  commands.issue(step, seq);
}

function render() {
  const now = performance.now();
  panels.render(view, {
    at: clock.now(),
    status,
    reason,
    trouble,
    command: commands.current(),
    list: view === null || view.list === null ? null : listSeen(room, lists.all()),
    resting: guard.rests(now),
    doubts: doubts(),
    asked: isAsked(),
    fall: connections.fall(now),
    surge: arrivals.surge(),
    notice,
  });
}
