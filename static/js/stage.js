/* The projector's page: what the room sees, as the socket tells it. */

import { agendaNews } from "./agenda.js";
import { drawResult } from "./bars.js";
import { spacedCode, turnout, turnoutPercent } from "./figures.js";
import { createLastCalls } from "./last_calls.js";
import { createLists } from "./remedy_lists.js";
import { createBreakCall, screenNews } from "./screen.js";
import { connect } from "./socket.js";
import { createAgendaScreen } from "./stage/agenda.js";
import { secondsLeft, timeText } from "./stage/clock.js";
import { dressIn, offerControls, ownTheme } from "./stage/controls.js";
import { createCovers } from "./stage/covers.js";
import { createFitting } from "./stage/fitting.js";
import { lookOf, numberToShow, zoomsOf } from "./stage/look.js";
import { createNumber } from "./stage/number.js";
import { createRemediesScreen, remediesOf } from "./stage/remedies.js";
import { createTurnoutSpeech, doorSentence, stepSentence } from "./stage/speech.js";
import { tilesOf } from "./stage/tile_grid.js";
import { createTiles } from "./stage/tiles.js";
import { shapeOf, typedAddress, viewOf } from "./stage/view.js";
import { stayAwake } from "./stage/wake.js";
import { presentOf } from "./words.js";

const TURNOUT_SPEECH_MS = 30_000;
/* Projectors are few: they may all come back at once. */
const SPREAD_MS = 1000;
const SECOND_MS = 1000;
const RELOADED = "stage-reloaded";

const page = JSON.parse(document.getElementById("stage-data").textContent);
const parts = {};
for (const node of document.querySelectorAll("[data-part]")) parts[node.dataset.part] = node;

const drawAgenda = createAgendaScreen(parts);
const drawCover = createCovers(parts);
const breakCall = createBreakCall();
const number = createNumber();
const drawRemedies = createRemediesScreen(parts);
const tiles = createTiles(parts);
const fitting = createFitting(parts, () => tick(true));
const turnoutSpeech = createTurnoutSpeech(TURNOUT_SPEECH_MS);
const lastCalls = createLastCalls();
let { state, tally, joined, waiting } = page;
const lists = createLists(page.entries);
let ahead = presentOf(page) - Date.now();
let view = null;
let shape = "";
let own = ownTheme();
let keypads = null;
let tellNumber = () => {};

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function draw() {
  const before = view;
  view = viewOf(state, tally, { joined, waiting });
  parts.stage.dataset.screen = view.screen;
  parts.stage.dataset.phase = view.phase;
  parts.stage.dataset.rehearsal = view.rehearsal ? "yes" : "no";
  write(parts.phase, view.phaseText);
  write(parts.turnout, view.turnout);
  write(parts.joined, view.joined);
  write(parts.prompt, view.prompt);
  write(parts.session, view.session);
  parts.practice.hidden = !view.practice;
  parts.stopped.hidden = !view.stopped;
  parts.level.style.inlineSize = `${view.turnoutPercent}%`;
  if (view.screen === "ended" && view.session) write(parts.ended, `${view.session} has ended.`);
  if (view.screen === "rooms") drawRooms();
  if (view.screen === "remedies") drawList(before?.screen !== "remedies");
  if (view.result) drawResult(parts.result, view.result);
  // With the close they go, and what was told is not of the vote as it is reopened.
  if (state.phase !== "open") keypads = null;
  tiles.draw(tilesOf(state, keypads), state.question);
  drawTime();
  drawLook();
  fitAnew(false, before?.screen !== view.screen);
  speak(before);
}

function drawList(anew) {
  const list = remediesOf(state, tally, lists.all());
  drawRemedies(list, { anew });
  write(parts.phase, "");
  if (!list.turnout) return;
  write(parts.turnout, turnout(list.turnout.ballots, list.turnout.joined, "upvoted"));
  parts.level.style.inlineSize = `${turnoutPercent(list.turnout.ballots, list.turnout.joined)}%`;
}

function words(className, text) {
  const span = document.createElement("span");
  span.className = className;
  span.textContent = text;
  return span;
}

function drawRooms() {
  const rows = view.sessions.map(({ id, title, room }) => {
    const link = document.createElement("a");
    link.className = "rooms__link";
    link.href = `?session=${encodeURIComponent(id)}`;
    link.append(words("rooms__title", title));
    if (room) link.append(" ", words("rooms__room", room));
    const row = document.createElement("li");
    row.append(link);
    return row;
  });
  parts.rooms.replaceChildren(...rows);
}

function drawTime() {
  const text = view.closesAt ? timeText(secondsLeft(view.closesAt, Date.now() + ahead)) : "";
  parts.timer.hidden = !text;
  write(parts.time, text);
}

function look() {
  return lookOf(state.look, number.now(), own);
}

function drawLook() {
  dressIn(look().theme);
  const shown = numberToShow(state.look, number.now(), Date.now() + ahead);
  parts.number.hidden = shown === null;
  write(parts.number, shown === null ? "" : String(shown));
}

/* The fit changes with the words, the window and the size, never with a vote: nothing may jump. */
function fitAnew(force = false, otherScreen = false) {
  const { size } = look();
  const next = `${size} ${parts.stage.dataset.tiles} ${shapeOf(view)}`;
  const anew = force || otherScreen || next !== shape;
  shape = next;
  if (!anew && tick(false)) return;
  fitting.fit(view, zoomsOf(size));
  tiles.fit();
}

/* What goes on with the time; whether it fits. */
function tick(anew) {
  const now = Date.now() + ahead;
  if (view.screen === "agenda") return drawAgenda(view.agenda, now, { anew });
  drawCover(view.cover, now, { anew });
  return true;
}

function speak(before) {
  const news = before === null ? "" : agendaNews(before.agenda, view.agenda, Date.now() + ahead);
  const covered = before === null ? "" : screenNews(before.cover, view.cover, Date.now() + ahead);
  const sentence = [news, covered, stepSentence(before, view), breakCall(view.cover, Date.now() + ahead)].filter(Boolean).join(" ");
  if (sentence) turnoutSpeech.step(Date.now());
  const said = sentence || turnoutSpeech.due(view, Date.now());
  if (said) parts.speech.textContent = said;
}

function speakTime() {
  if (!view.closesAt) return;
  const left = Date.parse(view.closesAt) - (Date.now() + ahead);
  const said = lastCalls(`${view.roundId} ${view.closesAt}`, Math.max(0, left));
  if (said) parts.speech.textContent = said;
}

function moveJoin({ url, code, svg, door }) {
  const { pathname, search } = window.location;
  if (pathname !== `/stage/${code}/`) {
    /* The code has changed: this page must be found by the new one from now on. */
    window.location.replace(`/stage/${code}/${search}`);
    return;
  }
  write(parts.code, spacedCode(code));
  write(parts.address, typedAddress(url));
  if (parts.join.dataset.door !== door) parts.speech.textContent = doorSentence(door);
  parts.join.dataset.door = door;
  if (parts.join.dataset.base === url) return;
  parts.join.dataset.base = url;
  parts.qr.src = svg;
}

function showConnection(status) {
  parts.mark.hidden = status === "online" || status === "connecting";
  if (status === "online") sessionStorage.removeItem(RELOADED);
  if (status === "over") {
    parts.mark.hidden = true;
    state = { ...state, blank: false, phase: "ended", question: null, round: null, screen: null };
    draw();
  }
  if (status === "foreign" && !sessionStorage.getItem(RELOADED)) {
    sessionStorage.setItem(RELOADED, "yes");
    window.location.reload();
  }
}

turnoutSpeech.step(Date.now());
draw();
window.addEventListener("resize", () => {
  fitAnew(true);
  if (view.screen === "remedies") drawList(true);
});
document.fonts?.ready.then(() => fitAnew(true));
setInterval(() => {
  drawTime();
  drawLook();
  tick(false);
  speak(view);
  speakTime();
}, SECOND_MS);
offerControls(parts, (theme) => {
  own = theme;
  drawLook();
  tellNumber();
});
stayAwake();

/* A preview has no socket: it shows one question, whatever the room goes on to. */
function listen(socketUrl) {
  const room = connect(socketUrl, {
    state(message) {
      if ((message.round?.id ?? null) !== (tally?.round ?? null)) tally = null;
      state = message;
      draw();
    },
    tally(message) {
      tally = message;
      joined = message.joined;
      draw();
    },
    beat(message) {
      ahead = presentOf(message) - Date.now();
      const before = [joined, waiting];
      joined = message.joined ?? joined;
      waiting = message.waiting;
      if (joined !== before[0] || waiting !== before[1]) draw();
    },
    remedies(message) {
      if (!lists.take(message)) room.sync();
      else if (view.screen === "remedies") draw();
    },
    keypads(message) {
      keypads = message;
      draw();
    },
    join: moveJoin,
    numbered(message) {
      number.take(message.number);
      draw();
    },
    connection(status) {
      showConnection(status);
      if (status === "online") tellNumber();
    },
  }, { spread: SPREAD_MS });
  tellNumber = () => room.send(number.introduction(own));
}

if (parts.stage.dataset.socketUrl) listen(parts.stage.dataset.socketUrl);
