/* "Now on screen" and "What to say": what the room sees, and what it should hear. */

import { joinedText, letter } from "../figures.js";
import { breakView } from "../screen.js";
import { countdown } from "./clock.js";
import { element, part, setHidden, setOptional, setParagraphs, setText } from "./dom.js";
import { questionPlace } from "./numbering.js";
import { phaseName, shownCode, spokenAddress, waitingWords, wordsToSay } from "./words.js";

function placeWords(room) {
  const words = [];
  if (room.place >= 0) words.push(questionPlace(room.questions, room.place));
  if (room.round && room.round.number > 1) words.push(`Vote ${room.round.number}`);
  if (room.sealed) words.push("Sealed");
  return words.join(" · ");
}

function waitingScreen({ join, door }) {
  if (door === "shut") return "The waiting screen: the door is shut";
  if (join === null) return "The waiting screen, with the code to join";
  if (door === "personal") return `${spokenAddress(join.url)}, with a personal code`;
  return `${spokenAddress(join.url)}, code ${shownCode(join.code)}`;
}

function coverPrompt(room, at) {
  const { screen } = room;
  if (screen.kind === "message") return screen.text;
  if (screen.kind === "join") return waitingScreen(room);
  const { title, time } = breakView(screen, at);
  return `${title} ${time}`.trim();
}

function promptWords(room, at) {
  if (room.phase === "ended") return "“Thank you for taking part”";
  if (room.screen) return coverPrompt(room, at);
  if (room.list !== null) return room.list;
  if (room.agenda) return room.agenda.title;
  if (room.standing === "draft" || room.question === null) return waitingScreen(room);
  return room.question.prompt;
}

function placeOf(room) {
  if (room.standing !== "live" || room.screen) return "";
  if (room.list !== null) return "List: ways and questions";
  return room.agenda ? "" : placeWords(room);
}

function helpWords(room, at, list) {
  if (room.screen) return room.screen.kind === "break" ? breakView(room.screen, at).left : "";
  if (room.list !== null) return list === null ? "" : list.lead;
  if (room.phase === "ended" || room.agenda) return "";
  if (room.standing === "draft") return room.waiting === null ? "" : waitingWords(room);
  return room.question ? room.question.help : joinedText(room.joined);
}

function choicesOf(room) {
  return room.question && room.phase !== "ended" && !room.agenda && !room.screen ? room.question.choices : [];
}

/** Fill `list` with the choices and their letters, unless it holds them already. */
export function drawChoices(list, choices) {
  const words = JSON.stringify(choices);
  if (list.dataset.words === words) return;
  list.dataset.words = words;
  list.replaceChildren(
    ...choices.map(({ text }, index) => {
      const item = element("li");
      item.append(element("span", "letter", letter(index)), ` ${text}`);
      return item;
    }),
  );
}

function listRow({ text, by, count }) {
  const item = element("li");
  item.append(element("span", "screen__entry", text));
  if (by) item.append(element("span", "screen__by", by));
  if (count !== null) item.append(element("span", "screen__count", String(count)));
  return item;
}

/* The entries of a list as the projector has them. */
function drawRows(place, rows) {
  const words = JSON.stringify(rows);
  if (place.dataset.words === words) return;
  place.dataset.words = words;
  place.replaceChildren(...rows.map(listRow));
}

/**
 * Returns `render(room, {left, at, list})`; `left` are the seconds that the timer has, or null; `at` the
 * server's time; `list` what list_seen.js makes of the list on screen.
 */
export function createScreenPanel() {
  const parts = Object.fromEntries(
    ["phase", "countdown", "place", "prompt", "help", "choices", "entries", "blank", "say", "picture"].map(
      (name) => [name, part(name)],
    ),
  );
  const sayCard = part("say-card");

  return function render(room, { left, at, list }) {
    setText(parts.phase, phaseName(room));
    parts.phase.dataset.phase = room.standing === "draft" ? "draft" : room.phase;
    setOptional(parts.countdown, left === null ? "" : left ? `${countdown(left)} left` : "Time is up");
    setOptional(parts.place, placeOf(room));
    const prompt = promptWords(room, at);
    /* A new picture is seen from its beginning, however far down one was in the one before. */
    if (parts.prompt.textContent !== prompt) parts.picture.scrollTop = 0;
    setText(parts.prompt, prompt);
    setOptional(parts.help, helpWords(room, at, list));
    drawRows(parts.entries, room.list === null || room.screen || list === null ? [] : list.rows);
    setHidden(parts.entries, parts.entries.childElementCount === 0);
    drawChoices(parts.choices, choicesOf(room));
    setHidden(parts.choices, choicesOf(room).length === 0);
    setHidden(parts.blank, !room.blank);
    parts.picture.classList.toggle("screen__picture--black", room.blank);
    parts.picture.dataset.cover = room.screen ? room.screen.kind : "";
    setParagraphs(parts.say, wordsToSay(room, at));
    setHidden(sayCard, false);
  };
}
