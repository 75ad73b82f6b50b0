/* The chair's console: hears the room, shows what stands, and sends one step at a time. */

import { agendaNews } from "./agenda.js";
import { moveTo } from "./chair/address.js";
import { createAgendaPanel } from "./chair/agenda_panel.js";
import { createAnnouncer } from "./chair/announcer.js";
import { createArrivals } from "./chair/arrivals.js";
import { createAsk } from "./chair/ask.js";
import { createAskNow } from "./chair/ask_now.js";
import { createServerClock, secondsUntil } from "./chair/clock.js";
import { closingDoubts } from "./chair/closing.js";
import { createCoverPanel } from "./chair/cover_panel.js";
import { createCommands } from "./chair/commands.js";
import { LOST, RESTARTS, createConnectionMark } from "./chair/connection_mark.js";
import { createConnections } from "./chair/connections.js";
import { createDoorPanel } from "./chair/door_panel.js";
import { keepInReach, keepRoomFor, part, setText } from "./chair/dom.js";
import { createHeldPanel } from "./chair/held_panel.js";
import { heldNews, leaveOutQuestion } from "./chair/keypad_words.js";
import { createKeyboard } from "./chair/keyboard.js";
import { createPressGuard } from "./chair/keys.js";
import { createLastDeed } from "./chair/last_deed.js";
import { listSeen } from "./chair/list_seen.js";
import { createLook, moveStep } from "./chair/look.js";
import { createNotes } from "./chair/notes.js";
import { createNumbersPanel } from "./chair/numbers_panel.js";
import { createProjectorsPanel } from "./chair/projectors_panel.js";
import { createProgrammePanel } from "./chair/programme_panel.js";
import { createRehearsalPanel } from "./chair/rehearsal_panel.js";
import { clearQuestion, rehearsalNews, rehearseQuestion } from "./chair/rehearsal_words.js";
import { createRights } from "./chair/rights.js";
import { emptyRoom, hear, readRoom } from "./chair/room.js";
import { createScreenPanel } from "./chair/screen_panel.js";
import { createStepPanel } from "./chair/step_panel.js";
import {
  blankStep,
  liveStep,
  nextStep,
  questionStep,
  stepBack,
  unaskedQuestions,
  whyNoLiveStep,
  whyNoStepBack,
} from "./chair/steps.js";
import { holdsVotes, storesNothing, troubleNews } from "./chair/trouble.js";
import { createTroubleStrip } from "./chair/trouble_strip.js";
import {
  codeQuestion,
  endQuestion,
  meaningQuestion,
  newsOf,
  refusalWords,
  sealQuestion,
  startQuestion,
  voidQuestion,
} from "./chair/words.js";
import { createLists } from "./remedy_lists.js";
import { createBreakCall, screenNews } from "./screen.js";
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
const breakCall = createBreakCall();
const guard = createPressGuard(REST_MS);
const lists = createLists();

const scrollers = ["trouble", "picture", "say", "chart", "programme", "aside"].map((name) => part(name));

let room = emptyRoom;
let view = null;
let status = "connecting";
let notice = "";
let openedAt = null;
let askedFor = null;
let doubted = "";
let trouble = null;
let reason = "";

clock.hear(page.dataset.now);

const commands = createCommands({
  send: (message) => socket.send(message),
  settled: (outcome) => {
    const { refused } = outcome;
    for (const form of forms) form.settled(outcome);
    if (refused === null) return;
    notify(refusalWords(refused));
    socket.sync();
  },
  changed: () => render(),
  hopeless: () => storesNothing(trouble),
});
const markConnection = createConnectionMark(page);
const drawTrouble = createTroubleStrip();
const drawScreen = createScreenPanel();
const drawLast = createLastDeed();
const drawNumbers = createNumbersPanel({ speak: announcer.say, unspeak: announcer.clear });
const look = createLook(run);
const forms = [createAskNow(run), look, createCoverPanel(run), createProjectorsPanel(run), createNotes(run, announcer.say)];
const drawProgramme = createProgrammePanel({
  show: (id) => run(questionStep(view, id)),
  look: look.look,
  move: (id, steps) => run(moveStep(id, steps)),
});
const drawAgenda = createAgendaPanel({ run: (step) => run(step) });
const drawDoor = createDoorPanel((step) => run(step));
const drawHeld = createHeldPanel((step) => run(step));
const drawRehearsal = createRehearsalPanel((step) => run(step));
keepRoomFor(part("bar"));
for (const scroller of scrollers) {
  scroller.addEventListener("scroll", () => keepInReach(scroller), { passive: true });
}
window.addEventListener("resize", () => scrollers.forEach(keepInReach));
const stepPanel = createStepPanel({
  run,
  forward: stepForward,
  keepOpen: () => {
    askedFor = null;
    render();
  },
  forget: () => commands.forget(),
  extend: (seconds) => run({ do: "extend", label: "More time", effect: "", fields: { seconds } }),
  changed: () => render(),
});
createKeyboard({
  forward: stepForward,
  back: stepBackward,
  blank: () => run(blankStep(view)),
  live: () => run(liveStep(view), whyNoLiveStep(view)),
  mayAct: () => !asking.isAsking() && !forms.some((form) => form.isOpen()),
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
  if (message.now) clock.hear(message.now);
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
  for (const form of forms) form.tell(sentence);
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
  const question = questionBefore(step);
  if (question === null) issue(step, seen);
  else asking.ask(question, () => issue(step, seen));
  render();
}

function questionBefore(step) {
  if (step.do === "start") return startQuestion(view);
  if (step.do === "void") return voidQuestion(view);
  if (step.do === "correct" && step.fields.void) return meaningQuestion(view);
  if (step.do === "leave_out") return leaveOutQuestion(view, step);
  if (step.do === "code") return codeQuestion();
  if (step.do === "seal") return sealQuestion(view);
  if (step.do === "rehearse") return rehearseQuestion(view);
  if (step.do === "clear") return clearQuestion();
  return step.do === "end" ? endQuestion(view, unaskedQuestions(view).filter(({ practice }) => !practice).length) : null;
}

function issue(step, seq) {
  if (status !== "online") return notify(`${LOST} Nothing was sent.`);
  /* Door and projectors, and what is written down: whatever the session does meanwhile, it is meant. */
  if (["door", "code", "look", "identify", "note_add"].includes(step.do)) return begin(step, null);
  if (step.do !== "open") return begin(step, seq);
  const chosen = stepPanel.timer.read();
  if (!chosen.mistake) return begin(withTimer(step, chosen.seconds), seq);
  stepPanel.timer.focus();
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
  const active = document.activeElement;
  markConnection(status, reason);
  drawTrouble(status === "online" ? trouble : null);
  if (view === null) return;
  const at = clock.now();
  const command = commands.current();
  const offline = status !== "online";
  const left = view.phase === "open" && view.round ? secondsUntil(view.round.closes_at, at) : null;
  setText(part("title"), view.session.title);
  drawScreen(view, { left, at, list: view.list === null ? null : listSeen(room, lists.all()) });
  drawLast(view, at);
  const over = breakCall(view.screen, at);
  if (over) announcer.say(over);
  drawAgenda(view, { at, off: offline || command !== null });
  stepPanel.render(view, {
    at,
    left,
    command,
    offline,
    off: offline || command !== null,
    resting: guard.rests(performance.now()),
    doubts: doubts(),
    asked: isAsked(),
    fall: connections.fall(performance.now()),
    notice,
  });
  drawHeld(view, { off: offline || command !== null });
  drawNumbers(view, trouble);
  drawRehearsal(view, { off: offline || command !== null });
  sayDoubts(drawDoor(view, { surge: arrivals.surge(), off: offline || command !== null }));
  drawProgramme(view, { busy: offline || command !== null });
  for (const form of forms) form.render(view, { off: offline || command !== null });
  scrollers.forEach(keepInReach);
  keepFocus(active);
}

/* Once for each kind of doubt: its numbers go on rising. */
function sayDoubts(doubts) {
  const kinds = doubts.map((text) => text.replace(/\d+/g, "")).join(" ");
  if (kinds !== doubted && doubts.length) announcer.say(doubts.join(" "));
  doubted = kinds;
}

/* Where the focused button has gone, focus moves to the next step, never to nowhere. */
function keepFocus(active) {
  if (active === null || active === document.body) return;
  if (active.isConnected && active.closest("[hidden]") === null) return;
  const places = [stepPanel.next, part("after"), document.getElementById("step-title")];
  const place = places.find((node) => node !== null && !node.hidden);
  place.focus();
}
